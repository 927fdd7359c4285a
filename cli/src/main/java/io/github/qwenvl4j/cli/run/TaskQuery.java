package io.github.qwenvl4j.cli.run;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.task.Task;
import java.util.function.Function;

/** A task for one picture. */
record TaskQuery(Task task, Picture picture) implements Query {

    @Override
    public EncodedPrompt encode(QwenVl model, Function<Picture, SeenPicture> seen) {
        return model.internals().prompts().encode(Dialogue.of(task.message(model, picture)), seen);
    }

    @Override
    public AnswerOptions options(QwenVl model, AnswerOptions options) {
        return task.options(model, options);
    }
}
