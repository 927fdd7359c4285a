package io.github.qwenvl4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.tensor.LayerCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention, of each set that this processor has, against the formula in double precision. */
class NativeAttentionTest {

    private static final double BFLOAT16 = 1.0 / 64; // of the largest result
    private static final double FLOAT32 = 1e-5;

    /** Sizes of an attention: queries, keys, heads of both, features of a head, sequences. */
    private record Sizes(int rows, int seen, int heads, int kvHeads, int features, int sequences) {}

    @ParameterizedTest
    @CsvSource({
        "1, 1, 2, 2, 64, 1",
        "5, 9, 4, 2, 72, 1",
        "33, 70, 3, 3, 104, 1",
        "64, 64, 2, 1, 128, 1",
        "100, 300, 2, 2, 80, 1",
        "16, 16, 3, 3, 40, 4",
        "7, 130, 6, 2, 13, 2"
    })
    void everyQuerySeesEveryKey(int rows, int seen, int heads, int kvHeads, int features, int sequences) {
        Sizes sizes = new Sizes(rows, seen, heads, kvHeads, features, sequences);
        for (DType type : new DType[] {DType.F32, DType.BF16}) {
            EachSet.run(() -> {
                Numerals random = new Numerals(3);
                float[] q = random.normal((long) rows * sequences * heads * features);
                float[] k = random.normal((long) seen * sequences * kvHeads * features);
                float[] v = random.normal(k.length);
                try (CpuBackend backend = new CpuBackend(type)) {
                    float[] y = backend.infer(() -> backend.tensor(q, rows * sequences, heads, features)
                            .attend(
                                    backend.tensor(k, seen * sequences, kvHeads, features),
                                    backend.tensor(v, seen * sequences, kvHeads, features),
                                    sequences)
                            .toFloats());
                    double[] expected = formula(sizes, rounded(type, q), rounded(type, k), rounded(type, v), false);
                    assertThat(Numerals.error(y, expected)).isLessThan(type == DType.F32 ? FLOAT32 : BFLOAT16);
                }
            });
        }
    }

    /** Heads of one matrix: {@code q_0 k_0 v_0 q_1 ..}, of which attention reads parts where they lie. */
    @Test
    void partsOfAMatrixAreReadWhereTheyLie() {
        EachSet.run(() -> {
            float[] all = new Numerals(4).normal(20 * 3 * 3 * 24);
            try (CpuBackend backend = new CpuBackend(DType.F32)) {
                backend.infer(() -> {
                    CpuTensor heads = backend.tensor(all, 20, 3, 3 * 24);
                    CpuTensor q = heads.narrow(2, 0, 24);
                    CpuTensor k = heads.narrow(2, 24, 24);
                    CpuTensor v = heads.narrow(2, 48, 24);
                    float[] there = q.attend(k, v, 1).toFloats();
                    float[] copied = q.dense().attend(k.dense(), v.dense(), 1).toFloats();
                    assertThat(there).isEqualTo(copied);
                    return null;
                });
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 5, 5, 64",
        "1, 15, 4, 2, 32",
        "3, 0, 5, 1, 128",
        "8, 311, 4, 4, 72",
        "40, 250, 4, 2, 128",
        "300, 100, 2, 2, 104",
        "2, 9, 6, 3, 13"
    })
    void rowsOfACacheSeeWhatIsBeforeThem(int rows, int past, int heads, int kvHeads, int features) {
        Sizes sizes = new Sizes(rows, past + rows, heads, kvHeads, features, 1);
        Numerals random = new Numerals(5);
        float[] q = random.normal((long) rows * heads * features);
        float[] k = random.normal((long) (past + rows) * kvHeads * features);
        float[] v = random.normal(k.length);
        check(sizes, DType.F32, KvCacheType.COMPUTED, q, k, v, FLOAT32);
        check(sizes, DType.BF16, KvCacheType.COMPUTED, q, k, v, BFLOAT16);
        check(sizes, DType.BF16, KvCacheType.INT8, q, k, v, 0.03);
    }

    /** Written in two parts, in a cache that has to grow between them. */
    private static void check(
            Sizes sizes, DType type, KvCacheType kind, float[] q, float[] k, float[] v, double tolerance) {
        int past = sizes.seen - sizes.rows;
        int row = sizes.kvHeads * sizes.features;
        EachSet.run(() -> {
            try (CpuBackend backend = new CpuBackend(type);
                    LayerCache cache = backend.newLayerCache(kind, sizes.kvHeads, sizes.features)) {
                float[] y = backend.infer(() -> {
                    CpuTensor keys = backend.tensor(k, sizes.seen, sizes.kvHeads, sizes.features);
                    CpuTensor values = backend.tensor(v, sizes.seen, sizes.kvHeads, sizes.features);
                    cache.grow(0, past + 1);
                    if (past > 0) {
                        CpuTensor ignored = backend.tensor(
                                new float[past * sizes.heads * sizes.features], past, sizes.heads, sizes.features);
                        cache.attend(ignored, keys.narrow(0, 0, past), values.narrow(0, 0, past), 0);
                    }
                    cache.grow(past, sizes.seen + 70);
                    return cache.attend(
                                    backend.tensor(q, sizes.rows, sizes.heads, sizes.features),
                                    keys.narrow(0, past, sizes.rows),
                                    values.narrow(0, past, sizes.rows),
                                    past)
                            .toFloats();
                });
                double[] expected = formula(sizes, rounded(type, q), rounded(type, k), rounded(type, v), true);
                assertThat(Numerals.error(y, expected))
                        .as(kind + " rows of " + row)
                        .isLessThan(tolerance);
            }
        });
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (CpuBackend backend = new CpuBackend(DType.F32);
                LayerCache cache = backend.newLayerCache(KvCacheType.COMPUTED, 3, 32)) {
            cache.grow(0, 8);
            backend.infer(() -> {
                CpuTensor two = backend.tensor(new float[2 * 3 * 32], 2, 3, 32);
                CpuTensor otherHeads = backend.tensor(new float[2 * 2 * 32], 2, 2, 32);
                CpuTensor otherSize = backend.tensor(new float[2 * 3 * 16], 2, 3, 16);
                refused("fit the cache", () -> cache.attend(two, two, two, 7));
                refused("fit the cache", () -> cache.attend(two, two, two, -1));
                refused("multiple", () -> cache.attend(two, otherHeads, two, 0));
                refused("multiple", () -> cache.attend(otherHeads, two, two, 0));
                refused("same size", () -> cache.attend(otherSize, two, two, 0));
                refused("equal length", () -> two.attend(two, two, 3));
                return null;
            });
        }
    }

    private static void refused(String message, Runnable call) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(message);
    }

    private static float[] rounded(DType type, float[] values) {
        return type == DType.F32 ? values : Numerals.bfloat16(values);
    }

    private static double[] formula(Sizes s, float[] q, float[] k, float[] v, boolean causal) {
        double[] y = new double[q.length];
        for (int sequence = 0; sequence < s.sequences; sequence++) {
            for (int row = 0; row < s.rows; row++) {
                int seen = causal ? s.seen - s.rows + row + 1 : s.seen;
                for (int head = 0; head < s.heads; head++) {
                    int at = ((sequence * s.rows + row) * s.heads + head) * s.features;
                    int shared = head / (s.heads / s.kvHeads);
                    attend(s, q, k, v, at, sequence * s.seen, seen, shared, y);
                }
            }
        }
        return y;
    }

    private static void attend(
            Sizes s, float[] q, float[] k, float[] v, int at, int first, int seen, int head, double[] y) {
        double[] weights = new double[seen];
        double total = 0;
        for (int t = 0; t < seen; t++) {
            double score = 0;
            for (int d = 0; d < s.features; d++) {
                score += (double) q[at + d] * k[((first + t) * s.kvHeads + head) * s.features + d];
            }
            weights[t] = Math.exp(score / Math.sqrt(s.features));
            total += weights[t];
        }
        for (int t = 0; t < seen; t++) {
            for (int d = 0; d < s.features; d++) {
                y[at + d] += weights[t] / total * v[((first + t) * s.kvHeads + head) * s.features + d];
            }
        }
    }
}
