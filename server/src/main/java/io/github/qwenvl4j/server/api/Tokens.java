package io.github.qwenvl4j.server.api;

import java.util.List;
import java.util.Optional;

/** Requests and replies about tokens: texts as ids and back, the length of prompts. */
public final class Tokens {

    private Tokens() {}

    /**
     * A request to {@code /tokenize}: a text, or the messages of a chat.
     *
     * @param content another name of {@code prompt}
     * @param parseSpecial whether special tokens that stand in the text count
     */
    public record TokenizeRequest(
            Optional<String> prompt,
            Optional<String> content,
            Optional<Boolean> returnTokenStrs,
            Optional<Boolean> parseSpecial) {

        public Optional<String> text() {
            return prompt.or(this::content);
        }
    }

    public record DetokenizeRequest(Optional<String> model, List<Integer> tokens) {}

    public record Tokenized(int count, int maxModelLen, List<Integer> tokens, Optional<List<String>> tokenStrs) {}

    /** @param content the same as {@code prompt}, as other servers call it */
    public record Detokenized(String prompt, String content) {}

    /** The reply of OpenAI's counting routes. */
    public record Counted(String object, int inputTokens) {

        public static Counted of(int tokens) {
            return new Counted("response.input_tokens", tokens);
        }
    }

    /** The reply of Anthropic's counting route. */
    public record CountedMessages(int inputTokens) {}

    /** A dialogue as the model reads it. */
    public record Template(String prompt) {}
}
