package io.github.qwenvl4j.cli.run;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import java.util.function.Function;

/** What {@code run} asks the model. */
sealed interface Query permits Question, TaskQuery {

    /** The prompt for a model. @param seen pictures, where their rows depend on them */
    EncodedPrompt encode(QwenVl model, Function<Picture, SeenPicture> seen);

    /** The options, adapted to this query. */
    default AnswerOptions options(QwenVl model, AnswerOptions options) {
        return options;
    }
}
