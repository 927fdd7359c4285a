package io.github.qwenvl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.CachedSequences.Segment;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.attention.KvShape;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.TestDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sequences that attend together against the same ones, one by one. {@code -Dqwenvl.device=cuda} runs on a GPU.
 */
class CachedStepTest {

    private static final int LAYERS = 2;
    private static final int DIM = 16;
    private static final int STALE = 1; // the last position of every step is forgotten, its numbers stay

    /** Prompts whose lengths need caches of different capacities, are equal, or fill a cache to its end. */
    private static final List<List<Integer>> PROMPTS =
            List.of(List.of(3, 70, 600, 512), List.of(33, 33, 33), List.of(9));

    /** Rows of each sequence in the steps behind the prompts. */
    private static final List<List<Integer>> STEPS = List.of(
            List.of(1, 1, 1, 1), List.of(1, 1, 7, 1), List.of(4, 1, 1, 2), List.of(1, 5, 3, 1), List.of(1, 1, 1, 1));

    @ParameterizedTest
    @CsvSource({
        "Float, COMPUTED, 4, 4, 1e-5",
        "Float, COMPUTED, 8, 2, 1e-5",
        "Float, INT8, 8, 2, 1e-5",
        "BFloat16, COMPUTED, 4, 4, 2e-2",
        "BFloat16, COMPUTED, 8, 2, 2e-2",
        "BFloat16, INT8, 8, 2, 2e-2",
    })
    void sequencesTogetherAttendAsOneByOne(
            torch.ScalarType compute, KvCacheType type, int heads, int keyHeads, double tolerance) {
        TorchBackend backend = new TorchBackend(TorchDevice.of(TestDevice.DEVICE), compute);
        for (List<Integer> prompts : PROMPTS) {
            List<KvCache> together = caches(backend, type, keyHeads, prompts.size());
            List<KvCache> alone = caches(backend, type, keyHeads, prompts.size());
            Random random = new Random(5);
            List<List<Integer>> steps = new ArrayList<>(List.of(prompts));
            steps.addAll(STEPS);
            for (List<Integer> rows : steps) {
                long all = rows.subList(0, prompts.size()).stream()
                        .mapToInt(Integer::intValue)
                        .sum();
                float[] q = normal(random, all * heads * DIM);
                float[] k = normal(random, all * keyHeads * DIM);
                float[] v = normal(random, all * keyHeads * DIM);
                assertThat(GoldenTensors.maxDifference(
                                attended(backend, together, rows, true, q, k, v),
                                attended(backend, alone, rows, false, q, k, v)))
                        .as("rows %s behind prompts %s", rows, prompts)
                        .isLessThan(tolerance);
            }
            together.forEach(KvCache::close);
            alone.forEach(KvCache::close);
        }
    }

    /** The rows of all layers; the keys of one are the values of the other. */
    private static float[] attended(
            TorchBackend backend,
            List<KvCache> caches,
            List<Integer> rows,
            boolean together,
            float[] q,
            float[] k,
            float[] v) {
        return backend.infer(() -> {
            List<Segment> segments = new ArrayList<>();
            int all = 0;
            for (int i = 0; i < caches.size(); i++) {
                segments.add(new Segment(caches.get(i), rows.get(i)));
                all += rows.get(i);
            }
            CachedSequences sequences = new CachedSequences(backend, segments);
            Sequences step = together ? new CachedStep(backend, sequences) : sequences;
            List<io.github.qwenvl4j.tensor.Tensor> layers = new ArrayList<>();
            for (int layer = 0; layer < LAYERS; layer++) {
                layers.add(step.attend(
                        layer,
                        backend.tensor(q, all, q.length / all / DIM, DIM),
                        backend.tensor(layer == 0 ? k : v, all, k.length / all / DIM, DIM),
                        backend.tensor(layer == 0 ? v : k, all, k.length / all / DIM, DIM)));
            }
            float[] attended = backend.concatenate(layers).toFloats();
            sequences.advance();
            caches.forEach(cache -> cache.truncate(cache.length() - STALE));
            return attended;
        });
    }

    private static List<KvCache> caches(TorchBackend backend, KvCacheType type, int keyHeads, int count) {
        List<KvCache> caches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            caches.add(new KvCache(backend, new KvShape(LAYERS, keyHeads, DIM), type));
        }
        return caches;
    }

    private static float[] normal(Random random, long count) {
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
