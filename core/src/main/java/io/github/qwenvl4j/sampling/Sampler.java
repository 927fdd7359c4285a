package io.github.qwenvl4j.sampling;

import io.github.qwenvl4j.AnswerOptions;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Chooses the next token from logits. One per answer; not thread-safe. */
public sealed interface Sampler {

    /** @param logits of the tokens that may be chosen; may be overwritten */
    int sample(float[] logits);

    /** The sampler of these options. */
    static Sampler of(AnswerOptions options) {
        if (options.temperature() == 0) {
            return new Greedy();
        }
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom")
                .create(options.seeded().seed().getAsLong());
        return new Random(options, random);
    }

    /** The most likely token; the lowest id among equals. */
    record Greedy() implements Sampler {

        @Override
        public int sample(float[] logits) {
            int best = 0;
            for (int id = 1; id < logits.length; id++) {
                if (logits[id] > logits[best]) {
                    best = id;
                }
            }
            return best;
        }
    }

    /** Temperature, then top-k, top-p and min-p, then a draw. */
    record Random(AnswerOptions options, RandomGenerator random) implements Sampler {

        @Override
        public int sample(float[] logits) {
            return TokenDistribution.of(logits, options).at(random.nextDouble());
        }
    }
}
