package io.github.qwenvl4j.sampling;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.TokenLikelihood;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Chooses the tokens of one answer. The one order of all options: constraint, penalties, temperature, top-k, top-p, min-p, draw.
 * Not thread-safe.
 */
public final class TokenChooser {

    /** @param likelihood present where the answer reports it */
    public record Choice(int id, Optional<TokenLikelihood> likelihood) {}

    private final OptionalInt alternatives;
    private final LogitsConstraint constraint;
    private final Penalties penalties;
    private final Sampler sampler;

    /**
     * @param alternatives how many likely tokens to report beside each chosen one; absent: no likelihoods
     * @param constraint which tokens may come; is told those that are chosen
     * @param promptIds count for the repetition penalty
     */
    public TokenChooser(AnswerOptions options, OptionalInt alternatives, LogitsConstraint constraint, int[] promptIds) {
        this.alternatives = alternatives;
        this.constraint = constraint;
        this.penalties = new Penalties(options, promptIds);
        this.sampler = Sampler.of(options);
    }

    /**
     * @param logits of the tokens that may be chosen; overwritten
     * @throws QwenVlException when one of them is not a finite number
     */
    public Choice choose(float[] logits) {
        requireFinite(logits);
        float[] unchanged = alternatives.isPresent() ? logits.clone() : logits;
        constraint.apply(logits);
        penalties.apply(logits);
        int id = sampler.sample(logits);
        if (logits[id] == Float.NEGATIVE_INFINITY) {
            throw new QwenVlException("the constraint rules out every token");
        }
        return new Choice(id, likelihood(unchanged, id));
    }

    /** Told that a chosen token belongs to the answer: a stop token does not. */
    public void accept(int id) {
        penalties.add(id);
        constraint.accept(id);
    }

    private Optional<TokenLikelihood> likelihood(float[] logits, int id) {
        return alternatives.isPresent()
                ? Optional.of(TokenLikelihood.of(logits, id, alternatives.getAsInt()))
                : Optional.empty();
    }

    /** Such logits would give the same token for ever, or none. */
    private static void requireFinite(float[] logits) {
        for (int id = 0; id < logits.length; id++) {
            if (!Float.isFinite(logits[id])) {
                throw new QwenVlException(
                        QwenVlException.Kind.CHECKPOINT,
                        "the model computes %s for token %d instead of a finite number: its weights are damaged, or too large for their number format"
                                .formatted(logits[id], id));
            }
        }
    }
}
