package io.github.qwenvl4j.evaluate.run;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.grounding.GroundingForm;
import io.github.qwenvl4j.model.ModelText;
import io.github.qwenvl4j.tokenizer.Detokenizer;
import java.util.Set;

/**
 * What a model's ids mean to the official programs: only the end of the text ends an answer, also of a chat model, and it cannot
 * come before so many tokens.
 */
record OfficialText(ModelText text, Set<Integer> stopIds, int leastTokens) implements ModelText {

    @Override
    public int[] beginning(String written) {
        return text.beginning(written);
    }

    @Override
    public Detokenizer newDetokenizer() {
        return text.newDetokenizer();
    }

    @Override
    public GroundingForm grounding() {
        return text.grounding();
    }

    @Override
    public LogitsConstraint constraint(AnswerOptions options) {
        return new NotYet(stopIds, leastTokens);
    }

    /** Rules the end out until there are enough tokens. */
    private static final class NotYet implements LogitsConstraint {

        private final Set<Integer> ends;
        private int left;

        NotYet(Set<Integer> ends, int least) {
            this.ends = ends;
            this.left = least;
        }

        @Override
        public void apply(float[] logits) {
            if (left > 0) {
                ends.forEach(id -> logits[id] = Float.NEGATIVE_INFINITY);
            }
        }

        @Override
        public void accept(int id) {
            left--;
        }
    }
}
