package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.internal.Prompts;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.Window;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.Optional;

/** Encodes the dialogues of requests. Never drops turns: a dialogue that does not fit the model's window is refused. */
record PromptEncoder(Prompts prompts) {

    /**
     * @param rows of pictures, asked only for families in which they differ
     * @throws ApiException 400 for a dialogue that cannot be encoded or leaves no room for an answer
     */
    EncodedPrompt encode(Dialogue dialogue, PictureOrder order, PictureRows rows) {
        Window window = new Window(prompts.window().history(), prompts.positions() - 1);
        EncodedPrompt encoded = encode(dialogue, window, order, rows);
        if (!encoded.dropped().isEmpty() || encoded.length() > window.prompt()) {
            throw new ApiException(
                    400,
                    "invalid_request_error",
                    Optional.of("context_length_exceeded"),
                    Optional.of("messages"),
                    ("the prompt has %d tokens; the model has %d positions for prompt and answer, and takes at most %d"
                                    + " tokens before the last question")
                            .formatted(encoded.undroppedLength(), prompts.positions(), window.history()));
        }
        return encoded;
    }

    private EncodedPrompt encode(Dialogue dialogue, Window window, PictureOrder order, PictureRows rows) {
        try {
            return prompts.template().encode(dialogue, window, order, rows);
        } catch (QwenVlException e) {
            throw ApiException.invalid("messages", "cannot be encoded: " + e.getMessage());
        }
    }

    /**
     * A text as it is, in which complete ref, box and quad tags count.
     *
     * @throws ApiException 400 for a text that cannot be encoded or leaves no room for an answer
     */
    EncodedPrompt text(String text, RequestLimits limits) {
        if (text.isEmpty() || text.length() > limits.textCharacters()) {
            throw ApiException.invalid(
                    "prompt", "must have from 1 to %d characters".formatted(limits.textCharacters()));
        }
        EncodedPrompt encoded = raw(text);
        if (encoded.length() >= prompts.positions()) {
            throw new ApiException(
                    400,
                    "invalid_request_error",
                    Optional.of("context_length_exceeded"),
                    Optional.of("prompt"),
                    "the prompt has %d tokens; the model has %d positions for prompt and answer"
                            .formatted(encoded.length(), prompts.positions()));
        }
        return encoded;
    }

    private EncodedPrompt raw(String text) {
        try {
            return prompts.encodeRaw(new Message(Role.USER, Message.typed(text)));
        } catch (QwenVlException e) {
            throw ApiException.invalid("prompt", "cannot be encoded: " + e.getMessage());
        }
    }
}
