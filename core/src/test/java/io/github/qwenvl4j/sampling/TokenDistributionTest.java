package io.github.qwenvl4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.qwenvl4j.AnswerOptions;
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

    private static AnswerOptions options(double temperature, int topK, double topP, double minP) {
        return AnswerOptions.greedy(1)
                .withTemperature(temperature)
                .withTopK(topK)
                .withTopP(topP)
                .withMinP(minP);
    }

    /** The definition: sort everything, then cut. */
    private static Map<Integer, Double> expected(
            float[] logits, double temperature, int topK, double topP, double minP) {
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
        double least = minP * kept.get(order.get(0));
        kept.values().removeIf(probability -> probability < least);
        double share = kept.values().stream().mapToDouble(Double::doubleValue).sum();
        kept.replaceAll((id, probability) -> probability / share);
        return kept;
    }

    @ParameterizedTest
    @CsvSource({
        "50, 1, 0, 1, 0",
        "50, 0.7, 5, 1, 0",
        "50, 1, 0, 0.3, 0",
        "50, 1.5, 7, 0.9, 0",
        "50, 0.1, 1, 0.5, 0",
        "3000, 1, 0, 0.8, 0",
        "3000, 2, 0, 0.999999, 0",
        "3000, 1, 2000, 1, 0",
        "3000, 1, 3000, 0.99, 0",
        "3000, 0.01, 0, 0.5, 0",
        "3000, 1, 0, 0.0001, 0",
        "50, 1, 0, 1, 0.1",
        "50, 2, 0, 0.9, 0.05",
        "3000, 0.7, 40, 1, 0.2",
        "3000, 1.5, 0, 1, 1e-9",
        "3000, 1.5, 9, 0.8, 1"
    })
    void drawsAreThoseOfSortingEverything(int tokens, double temperature, int topK, double topP, double minP) {
        float[] logits = logits(tokens);
        Map<Integer, Double> expected = expected(logits, temperature, topK, topP, minP);
        Map<Integer, Double> drawn = new HashMap<>();
        TokenDistribution distribution = TokenDistribution.of(logits, options(temperature, topK, topP, minP));
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
                assertThat(TokenDistribution.of(logits, options(1, 0, topP, 0)).at(point))
                        .isEqualTo(40);
            }
        }
    }

    /** By hand: 0.5, 0.3, 0.15, 0.05; at temperature 2 these are as 1 : 0.775 : 0.548 : 0.316. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0.2, 3",
        "1, 1, 0.31, 2",
        "1, 1, 0.61, 1",
        "1, 1, 1, 1",
        "1, 1, 0, 4",
        "2, 1, 0.31, 4",
        "2, 1, 0.5, 3",
        "2, 1, 0.6, 2",
        "1, 0.7, 0.2, 2",
        "1, 0.82, 0.2, 3"
    })
    void minPKeepsWhatIsNearTheLikeliestAfterTemperature(double temperature, double topP, double minP, int kept) {
        float[] logits = {(float) Math.log(0.15), (float) Math.log(0.5), (float) Math.log(0.05), (float) Math.log(0.3)};
        TokenDistribution distribution = TokenDistribution.of(logits, options(temperature, 0, topP, minP));
        List<Integer> drawn = IntStream.range(0, DRAWS)
                .map(i -> distribution.at((i + 0.5) / DRAWS))
                .distinct()
                .boxed()
                .toList();
        assertThat(drawn)
                .containsExactlyInAnyOrderElementsOf(List.of(1, 3, 0, 2).subList(0, kept));
    }
}
