package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.constraint.BoxRules;
import io.github.qwenvl4j.constraint.LogitsConstraint;
import io.github.qwenvl4j.engine.ModelText;
import io.github.qwenvl4j.tokenizer.Detokenizer;
import io.github.qwenvl4j.tokenizer.QwenTokenizer;
import io.github.qwenvl4j.tokenizer.SpecialsHonoured;
import java.util.Set;

/** What the ids of a checkpoint mean. */
final class CheckpointText implements ModelText {

    private final QwenTokenizer tokenizer;
    private final Set<Integer> stopIds;
    private final BoxRules boxRules;

    /** @param stopIds end an answer: those of the checkpoint's template */
    CheckpointText(QwenTokenizer tokenizer, Set<Integer> stopIds) {
        this.tokenizer = tokenizer;
        this.stopIds = stopIds;
        this.boxRules = new BoxRules(tokenizer);
    }

    @Override
    public Set<Integer> stopIds() {
        return stopIds;
    }

    @Override
    public int[] beginning(String text) {
        return tokenizer.encode(text, SpecialsHonoured.GROUNDING);
    }

    @Override
    public Detokenizer newDetokenizer() {
        return tokenizer.streamingDecoder();
    }

    @Override
    public LogitsConstraint constraint(AnswerOptions options) {
        return options.constrainBoxes() ? boxRules.constraint() : LogitsConstraint.none();
    }
}
