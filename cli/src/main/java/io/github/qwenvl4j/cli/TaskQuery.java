package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.task.Task;
import io.github.qwenvl4j.tokenizer.EncodedPrompt;

/** A task for one picture. */
record TaskQuery(Task task, String image) implements Query {

    @Override
    public EncodedPrompt encode(QwenVl model) {
        return task.encode(model, image);
    }

    @Override
    public AnswerOptions options(QwenVl model, AnswerOptions options) {
        return task.options(model, options);
    }
}
