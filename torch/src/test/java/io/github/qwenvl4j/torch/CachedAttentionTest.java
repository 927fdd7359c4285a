package io.github.qwenvl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.tensor.LayerCache;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.TestDevice;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention over a cache against the formula in plain Java. {@code -Dqwenvl.device=cuda} runs LibTorch's on a GPU. */
class CachedAttentionTest {

    private static final int DIM = 16;
    private static final int CAPACITY = 128;

    @ParameterizedTest
    @CsvSource({
        "Float, COMPUTED, 4, 4, 1e-5",
        "Float, COMPUTED, 8, 2, 1e-5",
        "Float, INT8, 8, 2, 3e-2",
        "BFloat16, COMPUTED, 4, 4, 2e-2",
        "BFloat16, COMPUTED, 8, 2, 2e-2",
        "BFloat16, INT8, 8, 2, 5e-2",
    })
    void aPromptAndRowsBehindItAttendToWhatIsBeforeThem(
            org.bytedeco.pytorch.global.torch.ScalarType compute,
            KvCacheType type,
            int heads,
            int keyHeads,
            double tolerance) {
        TorchBackend backend = new TorchBackend(TorchDevice.of(TestDevice.DEVICE), compute);
        int[] steps = {37, 1, 5, 1};
        int all = 44;
        Random random = new Random(3);
        float[] q = normal(random, all * heads * DIM);
        float[] k = normal(random, all * keyHeads * DIM);
        float[] v = normal(random, all * keyHeads * DIM);
        float[] expected = Formula.attention(q, k, v, all, heads, keyHeads, DIM);
        try (LayerCache cache = backend.newLayerCache(type, keyHeads, DIM)) {
            cache.grow(0, CAPACITY);
            int past = 0;
            for (int rows : steps) {
                int from = past;
                float[] attended = backend.infer(() -> cache.attend(
                                rows(backend, q, from, rows, heads),
                                rows(backend, k, from, rows, keyHeads),
                                rows(backend, v, from, rows, keyHeads),
                                from)
                        .toFloats());
                float[] wanted =
                        java.util.Arrays.copyOfRange(expected, from * heads * DIM, (from + rows) * heads * DIM);
                assertThat(GoldenTensors.maxDifference(attended, wanted))
                        .as("%d rows behind %d", rows, from)
                        .isLessThan(tolerance);
                past += rows;
            }
        }
    }

    private static float[] normal(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static TorchTensor rows(TorchBackend backend, float[] x, int from, int rows, int heads) {
        int size = heads * DIM;
        return backend.tensor(java.util.Arrays.copyOfRange(x, from * size, (from + rows) * size), rows, heads, DIM);
    }
}
