package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.prompt.Message;

/** How the prompt of a question is given. */
public sealed interface PromptForm {

    /**
     * Words, pictures and places, without a template around them unless the question is a turn of a conversation.
     *
     * @param beginning of the answer, which is not part of what is scored
     */
    record Parts(Message message, String beginning) implements PromptForm {

        public Parts(Message message) {
            this(message, "");
        }
    }

    /**
     * A text in the published layout, with its pictures.
     *
     * @param pictures where their paths begin
     */
    record Written(String text, PictureFolder pictures) implements PromptForm {}
}
