package io.github.qwenvl4j.cli.run;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.task.Task;

/** A task for one picture. */
record TaskQuery(Task task, Picture picture) implements Query {

    @Override
    public EncodedPrompt encode(QwenVl model) {
        return model.internals().prompts().encode(Dialogue.of(task.message(model, picture)));
    }

    @Override
    public AnswerOptions options(QwenVl model, AnswerOptions options) {
        return task.options(model, options);
    }
}
