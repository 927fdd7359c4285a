package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.internal.EvidenceRow;
import io.github.qwenvl4j.server.api.CallView;
import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatCompletion;
import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.api.Ollama;
import io.github.qwenvl4j.server.api.RegionView;
import io.github.qwenvl4j.server.chat.RequestTally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Replies in Ollama's format. */
public sealed interface OllamaReplies {

    /** The fields that only the last reply has. */
    record End(
            String reason,
            Optional<List<RegionView>> regions,
            Optional<List<EvidenceRow>> evidence,
            Ollama.Counts counts) {

        static End of(ChatCompletion completion, RequestTally tally) {
            ChatCompletion.Choice choice = completion.choices().get(0);
            String reason = choice.finishReason().equals("length") ? "length" : "stop";
            return new End(reason, Optional.of(choice.message().grounding()), choice.evidence(), counts(tally));
        }

        private static Ollama.Counts counts(RequestTally tally) {
            long total = tally.elapsed();
            long prompt = tally.timeToAnswer().orElse(total);
            return Ollama.Counts.of(
                    total,
                    tally.usage().promptTokens(),
                    prompt,
                    tally.usage().completionTokens(),
                    Math.max(1, total - prompt)); // at least 1, because clients divide by it
        }
    }

    /** The reply for a chunk; empty if the chunk has no text. Calls of tools come whole, in the last reply. */
    default Optional<Object> piece(ChatChunk chunk) {
        return text(chunk).map(text -> reply(text, List.of(), Optional.empty()));
    }

    /** A keep-alive reply without text. */
    default Object empty() {
        return reply("", List.of(), Optional.empty());
    }

    /** The last reply: no text, but calls of tools, statistics and regions. */
    default Object last(ChatCompletion completion, RequestTally tally) {
        return reply("", calls(completion), Optional.of(End.of(completion, tally)));
    }

    /** The complete reply to a request without streaming. */
    default Object whole(ChatCompletion completion, RequestTally tally) {
        String text = completion.choices().get(0).message().text();
        return reply(text, calls(completion), Optional.of(End.of(completion, tally)));
    }

    /** The reply to a request that only loads the model. @param leaves whether it is unloaded again at once */
    default Object loaded(boolean leaves) {
        return reply(
                "",
                List.of(),
                Optional.of(
                        new End(leaves ? "unload" : "load", Optional.empty(), Optional.empty(), Ollama.Counts.NONE)));
    }

    /** One reply; with {@code end} it is the last one. */
    Object reply(String text, List<Ollama.Call> calls, Optional<End> end);

    /** A call that was cut off has no arguments, and is left out: the reason says that the answer was. */
    private static List<Ollama.Call> calls(ChatCompletion completion) {
        List<Ollama.Call> calls = new ArrayList<>();
        for (CallView call : completion.choices().get(0).message().calls()) {
            Json.object(call.function().arguments())
                    .ifPresent(arguments -> calls.add(new Ollama.Call(
                            call.id(),
                            new Ollama.CalledFunction(OptionalInt.of(calls.size()), call.name(), arguments))));
        }
        return calls;
    }

    /** The replies of {@code /api/chat}. */
    record Chat(String model) implements OllamaReplies {

        @Override
        public Ollama.ChatReply reply(String text, List<Ollama.Call> calls, Optional<End> end) {
            return new Ollama.ChatReply(
                    model,
                    Instant.now().toString(),
                    new Ollama.Reply(
                            "assistant",
                            text,
                            Optional.of(calls).filter(some -> !some.isEmpty()),
                            end.flatMap(End::regions),
                            end.flatMap(End::evidence)),
                    end.isPresent(),
                    end.map(End::reason),
                    end.map(End::counts).orElse(Ollama.Counts.NONE));
        }
    }

    /** The replies of {@code /api/generate}. */
    record Generate(String model) implements OllamaReplies {

        @Override
        public Ollama.GenerateReply reply(String text, List<Ollama.Call> calls, Optional<End> end) {
            return new Ollama.GenerateReply(
                    model,
                    Instant.now().toString(),
                    text,
                    end.isPresent(),
                    end.map(End::reason),
                    end.flatMap(End::regions),
                    end.flatMap(End::evidence),
                    end.map(End::counts).orElse(Ollama.Counts.NONE));
        }
    }

    private static Optional<String> text(ChatChunk chunk) {
        return chunk.choices().get(0).delta().content().filter(text -> !text.isEmpty());
    }
}
