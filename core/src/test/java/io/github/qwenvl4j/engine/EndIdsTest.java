package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.TokenRules;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndIdsTest {

    /** Three ids of which none is a choice, and then the end. */
    private static final class Certain implements LogitsConstraint {

        private int accepted;

        @Override
        public void apply(float[] logits) {
            // every token may come
        }

        @Override
        public void accept(int id) {
            accepted++;
        }

        @Override
        public int[] forced() {
            return accepted == 0 ? new int[] {3, 4, 5} : new int[0];
        }

        @Override
        public boolean complete() {
            return accepted == 3;
        }
    }

    @Test
    void aProlongedAnswerStillKnowsWhatIsCertain() {
        TokenRules rules = new TokenRules(Map.of(), Set.of(), 2, false);
        LogitsConstraint prolonged = new EndIds(Set.of(1), rules, 9).over(new Certain());
        float[] logits = new float[9];
        prolonged.apply(logits);
        assertThat(logits[1]).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(prolonged.forced()).containsExactly(3, 4, 5);
        for (int id : prolonged.forced()) {
            assertThat(prolonged.complete()).isFalse();
            prolonged.accept(id);
        }
        assertThat(prolonged.complete()).isTrue();
        float[] later = new float[9];
        prolonged.apply(later);
        assertThat(later).containsOnly(0);
    }
}
