package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatCompletion;
import io.github.qwenvl4j.server.api.Ollama;
import io.github.qwenvl4j.server.api.RegionView;
import io.github.qwenvl4j.server.api.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Replies in Ollama's words. */
public sealed interface OllamaReplies {

    /** The reply that tells of a chunk's text, where it has any. */
    default Optional<Object> piece(ChatChunk chunk) {
        return text(chunk).map(text -> reply(text, Optional.empty()));
    }

    /** A reply without text, for a client that waits. */
    default Object empty() {
        return reply("", Optional.empty());
    }

    /** The reply after the last piece: no text, but the counts and the regions. */
    default Object last(ChatCompletion completion) {
        return reply("", Optional.of(completion));
    }

    /** The one reply to a request that does not stream. */
    default Object whole(ChatCompletion completion) {
        return reply(message(completion).content(), Optional.of(completion));
    }

    /** One reply; with {@code end} it is the last one. */
    Object reply(String text, Optional<ChatCompletion> end);

    /** The replies of {@code /api/chat}. */
    record Chat(String model) implements OllamaReplies {

        @Override
        public Ollama.ChatReply reply(String text, Optional<ChatCompletion> end) {
            Ollama.Reply message = new Ollama.Reply("assistant", text, end.flatMap(OllamaReplies::regions));
            Optional<Usage> usage = end.map(ChatCompletion::usage);
            return new Ollama.ChatReply(
                    model,
                    Instant.now().toString(),
                    message,
                    end.isPresent(),
                    end.map(OllamaReplies::reason),
                    promptTokens(usage),
                    answerTokens(usage));
        }
    }

    /** The replies of {@code /api/generate}. */
    record Generate(String model) implements OllamaReplies {

        @Override
        public Ollama.GenerateReply reply(String text, Optional<ChatCompletion> end) {
            Optional<Usage> usage = end.map(ChatCompletion::usage);
            return new Ollama.GenerateReply(
                    model,
                    Instant.now().toString(),
                    text,
                    end.isPresent(),
                    end.map(OllamaReplies::reason),
                    end.flatMap(OllamaReplies::regions),
                    promptTokens(usage),
                    answerTokens(usage));
        }
    }

    private static Optional<String> text(ChatChunk chunk) {
        return chunk.choices().get(0).delta().content().filter(text -> !text.isEmpty());
    }

    private static ChatCompletion.Message message(ChatCompletion completion) {
        return completion.choices().get(0).message();
    }

    private static String reason(ChatCompletion completion) {
        return completion.choices().get(0).finishReason();
    }

    private static Optional<List<RegionView>> regions(ChatCompletion completion) {
        return Optional.of(message(completion).grounding());
    }

    private static OptionalInt promptTokens(Optional<Usage> usage) {
        return usage.stream().mapToInt(Usage::promptTokens).findFirst();
    }

    private static OptionalInt answerTokens(Optional<Usage> usage) {
        return usage.stream().mapToInt(Usage::completionTokens).findFirst();
    }
}
