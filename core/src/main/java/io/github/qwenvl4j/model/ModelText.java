package io.github.qwenvl4j.model;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.grounding.GroundingForm;
import io.github.qwenvl4j.prompt.ToolForm;
import io.github.qwenvl4j.tokenizer.Detokenizer;
import java.util.Set;

/** What a model's ids mean. Thread-safe. */
public interface ModelText {

    /** End an answer and are not part of it. */
    Set<Integer> stopIds();

    /** The ids of an answer's given {@linkplain AnswerOptions#beginning() beginning}. */
    int[] beginning(String text);

    /** For the ids of one answer. */
    Detokenizer newDetokenizer();

    /** How places are written in an answer. */
    default GroundingForm grounding() {
        return GroundingForm.TAGS;
    }

    /** How the calls of tools are written in an answer. */
    default ToolForm tools() {
        return ToolForm.NONE;
    }

    /** What the options rule out, for one answer. */
    LogitsConstraint constraint(AnswerOptions options);
}
