package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatCompletion;
import io.github.qwenvl4j.server.api.Ollama;
import io.github.qwenvl4j.server.api.RegionView;
import io.github.qwenvl4j.server.chat.RequestTally;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Replies in Ollama's format. */
public sealed interface OllamaReplies {

    /** The fields that only the last reply has. */
    record End(String reason, Optional<List<RegionView>> regions, Ollama.Counts counts) {

        static End of(ChatCompletion completion, RequestTally tally) {
            ChatCompletion.Choice choice = completion.choices().get(0);
            return new End(choice.finishReason(), Optional.of(choice.message().grounding()), counts(tally));
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

    /** The reply for a chunk; empty if the chunk has no text. */
    default Optional<Object> piece(ChatChunk chunk) {
        return text(chunk).map(text -> reply(text, Optional.empty()));
    }

    /** A keep-alive reply without text. */
    default Object empty() {
        return reply("", Optional.empty());
    }

    /** The last reply: no text, but statistics and regions. */
    default Object last(ChatCompletion completion, RequestTally tally) {
        return reply("", Optional.of(End.of(completion, tally)));
    }

    /** The complete reply to a request without streaming. */
    default Object whole(ChatCompletion completion, RequestTally tally) {
        return reply(completion.choices().get(0).message().content(), Optional.of(End.of(completion, tally)));
    }

    /** The reply to a request that only loads the model. */
    default Object loaded() {
        return reply("", Optional.of(new End("load", Optional.empty(), Ollama.Counts.NONE)));
    }

    /** One reply; with {@code end} it is the last one. */
    Object reply(String text, Optional<End> end);

    /** The replies of {@code /api/chat}. */
    record Chat(String model) implements OllamaReplies {

        @Override
        public Ollama.ChatReply reply(String text, Optional<End> end) {
            return new Ollama.ChatReply(
                    model,
                    Instant.now().toString(),
                    new Ollama.Reply("assistant", text, end.flatMap(End::regions)),
                    end.isPresent(),
                    end.map(End::reason),
                    end.map(End::counts).orElse(Ollama.Counts.NONE));
        }
    }

    /** The replies of {@code /api/generate}. */
    record Generate(String model) implements OllamaReplies {

        @Override
        public Ollama.GenerateReply reply(String text, Optional<End> end) {
            return new Ollama.GenerateReply(
                    model,
                    Instant.now().toString(),
                    text,
                    end.isPresent(),
                    end.map(End::reason),
                    end.flatMap(End::regions),
                    end.map(End::counts).orElse(Ollama.Counts.NONE));
        }
    }

    private static Optional<String> text(ChatChunk chunk) {
        return chunk.choices().get(0).delta().content().filter(text -> !text.isEmpty());
    }
}
