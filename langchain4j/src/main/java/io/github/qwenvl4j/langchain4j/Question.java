package io.github.qwenvl4j.langchain4j;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.prompt.Dialogue;
import java.util.List;
import java.util.Optional;

/**
 * A request as the model takes it.
 *
 * @param unlessCalling what the answer must be if no tool is to be called. A format rules out calls of tools, so the model first
 *     answers freely; if it calls none, it answers again, held to the format
 */
record Question(Dialogue dialogue, AnswerOptions options, Optional<AnswerFormat> unlessCalling) {

    /** The answers that were needed, one or two; the last counts. */
    List<Answer> answer(QwenVl model) {
        Answer first = model.answer(dialogue, options);
        return again(first)
                .map(formatted -> List.of(first, model.answer(dialogue, formatted)))
                .orElse(List.of(first));
    }

    /** The options of the second answer, if one is needed. */
    Optional<AnswerOptions> again(Answer first) {
        return unlessCalling.filter(format -> first.toolCalls().isEmpty()).map(options::withFormat);
    }
}
