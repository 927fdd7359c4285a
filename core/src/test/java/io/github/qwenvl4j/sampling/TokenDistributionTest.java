package io.github.qwenvl4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenDistributionTest {

    private static final int DRAWS = 4000;

    /** Logits as spread as a language model's; some tokens equal. */
    private static float[] logits(int tokens) {
        Random random = new Random(tokens);
        float[] logits = new float[tokens];
        for (int id = 0; id < tokens; id++) {
            logits[id] = (float) (3 * random.nextGaussian());
        }
        logits[tokens / 2] = logits[tokens / 3];
        return logits;
    }

    /** The definition: sort everything, then cut. */
    private static Map<Integer, Double> expected(float[] logits, double temperature, int topK, double topP) {
        List<Integer> order = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -logits[id]))
                .limit(topK == 0 ? logits.length : topK)
                .toList();
        double max = logits[order.get(0)];
        double total = order.stream()
                .mapToDouble(id -> Math.exp((logits[id] - max) / temperature))
                .sum();
        Map<Integer, Double> kept = new HashMap<>();
        double sum = 0;
        for (int id : order) {
            if (sum >= topP) {
                break;
            }
            double probability = Math.exp((logits[id] - max) / temperature) / total;
            kept.put(id, probability);
            sum += probability;
        }
        double share = sum;
        kept.replaceAll((id, probability) -> probability / share);
        return kept;
    }

    @ParameterizedTest
    @CsvSource({
        "50, 1, 0, 1",
        "50, 0.7, 5, 1",
        "50, 1, 0, 0.3",
        "50, 1.5, 7, 0.9",
        "50, 0.1, 1, 0.5",
        "3000, 1, 0, 0.8",
        "3000, 2, 0, 0.999999",
        "3000, 1, 2000, 1",
        "3000, 1, 3000, 0.99",
        "3000, 0.01, 0, 0.5",
        "3000, 1, 0, 0.0001"
    })
    void drawsAreThoseOfSortingEverything(int tokens, double temperature, int topK, double topP) {
        float[] logits = logits(tokens);
        Map<Integer, Double> expected = expected(logits, temperature, topK, topP);
        Map<Integer, Double> drawn = new HashMap<>();
        TokenDistribution distribution = TokenDistribution.of(logits, temperature, topK, topP);
        for (int i = 0; i < DRAWS; i++) {
            drawn.merge(distribution.at((i + 0.5) / DRAWS), 1.0 / DRAWS, Double::sum);
        }
        assertThat(expected.keySet()).containsAll(drawn.keySet());
        expected.forEach((id, probability) ->
                assertThat(drawn.getOrDefault(id, 0.0)).isCloseTo(probability, within(1.01 / DRAWS)));
    }

    @Test
    void whatIsRuledOutIsNeverDrawn() {
        float[] logits = new float[100];
        java.util.Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[40] = -3;
        for (double topP : new double[] {0.5, 1}) {
            for (double point : new double[] {0, 0.5, Math.nextDown(1.0)}) {
                assertThat(TokenDistribution.of(logits, 1, 0, topP).at(point)).isEqualTo(40);
            }
        }
    }
}
