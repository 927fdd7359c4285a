package io.github.qwenvl4j.train.data;

/** One turn of the published fine-tuning JSON: {@code from} is {@code user} or {@code assistant}. */
public record ChatMessage(String from, String value) {

    public static ChatMessage user(String value) {
        return new ChatMessage("user", value);
    }

    public static ChatMessage assistant(String value) {
        return new ChatMessage("assistant", value);
    }
}
