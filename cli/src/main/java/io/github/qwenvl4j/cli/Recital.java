package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.generate.Generation;
import io.github.qwenvl4j.generate.GenerationOptions;
import io.github.qwenvl4j.generate.Generator;
import io.github.qwenvl4j.generate.ImageFeatures;
import io.github.qwenvl4j.generate.LogitsConstraint;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.QwenVlModel;
import io.github.qwenvl4j.model.Session;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;

/**
 * Greedy answers whose words are given beforehand, to measure what guessing ahead gains and costs whatever the weights
 * say: each id is computed and chosen as in any answer, but all others are ruled out.
 */
record Recital(QwenVlModel model) {

    private static final int REGIONS = 8;
    private static final int REGION = 19; // ids of <ref>red circle</ref><box>(123,456),(789,012)</box>
    private static final int BETWEEN = 4; // words between two regions

    /** Tokens per second of an answer that names the regions of its prompt again, in another order and with new words. */
    double repeating() {
        int[] prompt = fresh(REGIONS * REGION);
        int[] words = fresh(REGIONS * BETWEEN);
        int[] answer = new int[REGIONS * (REGION + BETWEEN)];
        for (int i = 0; i < REGIONS; i++) {
            int region = (i * 3 + 1) % REGIONS;
            System.arraycopy(words, i * BETWEEN, answer, i * (REGION + BETWEEN), BETWEEN);
            System.arraycopy(prompt, region * REGION, answer, i * (REGION + BETWEEN) + BETWEEN, REGION);
        }
        return tokensPerSecond(prompt, answer);
    }

    /** Tokens per second of an answer of the same length in which nothing comes twice. */
    double fresh() {
        return tokensPerSecond(fresh(REGIONS * REGION), fresh(REGIONS * (REGION + BETWEEN)));
    }

    private int[] fresh(int count) {
        return new Random(count)
                .ints(count, 0, model.config().language().vocabSize())
                .toArray();
    }

    private double tokensPerSecond(int[] prompt, int[] answer) {
        recite(prompt, Arrays.copyOf(answer, REGION + BETWEEN)); // makes the kernels
        return answer.length / (recite(prompt, answer).timings().decode() / 1e3);
    }

    private Generation recite(int[] prompt, int[] answer) {
        try (ImageFeatures none = new ImageFeatures(model, 0);
                Session session = new Session(model)) {
            Generator generator =
                    new Generator(model, none, model.config().language().vocabSize(), Set.of());
            return generator.generate(
                    session, Prompt.of(prompt), GenerationOptions.greedy(answer.length), new Only(answer), id -> true);
        }
    }

    /** Lets one id come after the other. */
    private static final class Only implements LogitsConstraint {

        private final int[] ids;
        private int next;

        Only(int[] ids) {
            this.ids = ids;
        }

        @Override
        public void apply(float[] logits) {
            float wanted = logits[ids[next]];
            Arrays.fill(logits, Float.NEGATIVE_INFINITY);
            logits[ids[next]] = wanted;
        }

        @Override
        public void accept(int id) {
            next++;
        }
    }
}
