package io.github.qwenvl4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.TokenLikelihood;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to logits before a token is drawn, and in which order. */
class TokenChooserTest {

    private static final AnswerOptions GREEDY = AnswerOptions.greedy(9);

    private static TokenChooser chooser(AnswerOptions options, LogitsConstraint constraint, int... prompt) {
        return new TokenChooser(options, OptionalInt.of(3), constraint, prompt);
    }

    private static int next(TokenChooser chooser, float... logits) {
        int id = chooser.choose(logits).id();
        chooser.accept(id);
        return id;
    }

    @Test
    void repetitionCountsThePromptToo() {
        TokenChooser chooser = chooser(GREEDY.withRepetitionPenalty(2), LogitsConstraint.none(), 1);
        assertThat(next(chooser, 1.5f, 2, 1)).isZero(); // 2 / 2 < 1.5
        assertThat(next(chooser, -1, -0.9f, -1.2f)).isEqualTo(2); // -2, -1.8
    }

    @Test
    void presenceCountsOnceAndFrequencyEachTime() {
        TokenChooser presence = chooser(GREEDY.withPresencePenalty(1), LogitsConstraint.none(), 0, 1);
        assertThat(next(presence, 2.5f, 0, 1)).isZero();
        assertThat(next(presence, 2.5f, 0, 1)).isZero();
        assertThat(next(presence, 2.5f, 0, 1)).isZero();
        TokenChooser frequency = chooser(GREEDY.withFrequencyPenalty(1), LogitsConstraint.none(), 0, 1);
        assertThat(next(frequency, 2.5f, 0, 1)).isZero();
        assertThat(next(frequency, 2.5f, 0, 1)).isZero();
        assertThat(next(frequency, 2.5f, 0, 1)).isEqualTo(2);
    }

    @Test
    void likelihoodsAreThoseBeforeConstraintAndPenalties() {
        TokenChooser chooser = chooser(GREEDY.withRepetitionPenalty(50), new Without(0), 1);
        TokenLikelihood likelihood =
                chooser.choose(new float[] {3, 2, 1}).likelihood().orElseThrow();
        double sum = Math.exp(3) + Math.exp(2) + Math.exp(1);
        assertThat(likelihood.chosen().id()).isEqualTo(2);
        assertThat(Math.exp(likelihood.chosen().logprob())).isCloseTo(Math.exp(1) / sum, within());
        assertThat(likelihood.top()).extracting(TokenLikelihood.Entry::id).containsExactly(0, 1, 2);
        assertThat(likelihood.top().stream()
                        .mapToDouble(entry -> Math.exp(entry.logprob()))
                        .sum())
                .isCloseTo(1, within());
    }

    @Test
    void moreAlternativesThanTokensAreAllTokens() {
        assertThat(TokenLikelihood.of(new float[] {1, 3, 2}, 0, Integer.MAX_VALUE)
                        .top())
                .extracting(TokenLikelihood.Entry::id)
                .containsExactly(1, 2, 0);
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.api.Assertions.within(1e-6);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void logitsThatAreNotFiniteAreAnError(float logit) {
        assertThatThrownBy(() -> next(chooser(GREEDY, LogitsConstraint.none()), 1, logit, 0))
                .isInstanceOfSatisfying(
                        QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.CHECKPOINT))
                .hasMessageContaining("for token 1 instead of a finite number");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void aConstraintThatLeavesNothingIsAnError(double temperature) {
        TokenChooser chooser = chooser(GREEDY.withTemperature(temperature), new Without(0, 1, 2));
        assertThatThrownBy(() -> next(chooser, 1, 2, 3)).hasMessage("the constraint rules out every token");
    }

    private record Without(int... ids) implements LogitsConstraint {

        @Override
        public void apply(float[] logits) {
            for (int id : ids) {
                logits[id] = Float.NEGATIVE_INFINITY;
            }
        }

        @Override
        public void accept(int id) {
            // always the same
        }
    }
}
