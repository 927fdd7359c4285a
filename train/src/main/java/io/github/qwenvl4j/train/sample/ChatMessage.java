package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.qwenvl4j.QwenVlException;

/** One turn of the published fine-tuning JSON: {@code from} is {@code user} or {@code assistant}. */
public record ChatMessage(String from, String value) {

    private static final String USER = "user";
    private static final String ASSISTANT = "assistant";

    /** @throws QwenVlException if the sender is neither user nor assistant */
    public ChatMessage {
        if (!USER.equals(from) && !ASSISTANT.equals(from)) {
            throw new QwenVlException("from is '" + from + "', but must be user or assistant");
        }
    }

    @JsonIgnore
    public boolean isAnswer() {
        return ASSISTANT.equals(from);
    }

    public static ChatMessage user(String value) {
        return new ChatMessage(USER, value);
    }

    public static ChatMessage assistant(String value) {
        return new ChatMessage(ASSISTANT, value);
    }
}
