package io.github.qwenvl4j.cli.run;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;

/** What {@code run} asks the model. */
sealed interface Query permits Question, TaskQuery {

    /** The prompt for a model. */
    EncodedPrompt encode(QwenVl model);

    /** The options, adapted to this query. */
    default AnswerOptions options(QwenVl model, AnswerOptions options) {
        return options;
    }
}
