package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.generate.RepetitionPenalty;
import io.github.qwenvl4j.generate.Sampler;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Chooses the tokens of one answer: penalties first, then the sampler. Not thread-safe. */
final class TokenChooser {

    /** @param likelihood present where the answer reports it */
    record Choice(int id, Optional<TokenLikelihood> likelihood) {}

    private final Sampling sampling;
    private final Sampler sampler;
    private final RepetitionPenalty repetition;
    private final Map<Integer, Integer> generated = new HashMap<>();

    TokenChooser(Sampling sampling, int[] promptIds) {
        this.sampling = sampling;
        this.sampler = Sampler.of(sampling.answer().generation());
        this.repetition = new RepetitionPenalty(sampling.answer().generation().repetitionPenalty(), promptIds);
    }

    /** @param logits of the tokens that may be chosen; overwritten */
    Choice choose(float[] logits) {
        float[] unchanged = sampling.alternatives().isPresent() ? logits.clone() : logits;
        repetition.apply(logits);
        generated.forEach((id, count) ->
                logits[id] -= (float) (sampling.presencePenalty() + count * sampling.frequencyPenalty()));
        int id = sampler.sample(logits);
        repetition.add(id);
        generated.merge(id, 1, Integer::sum);
        return new Choice(id, likelihood(unchanged, id));
    }

    private Optional<TokenLikelihood> likelihood(float[] logits, int id) {
        return sampling.alternatives().isPresent()
                ? Optional.of(
                        TokenLikelihood.of(logits, id, sampling.alternatives().getAsInt()))
                : Optional.empty();
    }
}
