package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.DType;

/**
 * Attention in this project's own C code ({@code attention.c}), in the {@linkplain NativeKernels set} in use. Scores and sums
 * are float32; where the backend's attention computes in bfloat16, queries, keys, values and the weights of the softmax are
 * rounded to it. Memory does not grow with the number of scores.
 */
final class NativeAttention {

    static {
        NativeKernels.require();
    }

    private NativeAttention() {}

    /**
     * Every query sees every key of its sequence.
     *
     * @param q {@code [S n, H, d]}
     * @param k {@code [S T, G, d]}, like {@code v}
     * @param sequences S
     * @return {@code [S n, H, d]}
     */
    static CpuTensor attend(CpuTensor q, CpuTensor k, CpuTensor v, int sequences) {
        long features = q.size(2);
        requireHeads(q.size(1), k.size(1), features, k.size(2));
        require(
                q.size(0) % sequences == 0 && k.size(0) % sequences == 0 && v.size(0) == k.size(0),
                "rows must be those of so many sequences of equal length",
                q.size(0),
                k.size(0),
                v.size(0),
                sequences);
        require(v.size(1) == k.size(1) && v.size(2) == features, "values must be as keys", v.size(1), v.size(2));
        CpuTensor y = q.backend().empty(q.size(0), q.size(1), features);
        long sizes = Longs.few(
                q.size(0) / sequences,
                k.size(0) / sequences,
                q.size(1),
                k.size(1),
                features,
                q.layout().strides()[0],
                q.layout().vectorStride(),
                k.layout().strides()[0],
                k.layout().vectorStride(),
                v.layout().strides()[0],
                v.layout().vectorStride(),
                sequences,
                q.backend().attention() == DType.BF16 ? 1 : 0);
        NativeKernels.requireMemory(attendMany(sizes, q.address(), k.address(), v.address(), y.address()));
        return y;
    }

    /** Writes new rows {@code [n, G, d]} behind {@code past} others. */
    static void write(CpuLayerCache cache, CpuTensor k, CpuTensor v, long past) {
        requireHeads(cache.heads(), k.size(1), cache.features(), k.size(2));
        require(
                past >= 0 && past + k.size(0) <= cache.capacity() && v.size(0) == k.size(0),
                "rows must fit the cache",
                past,
                k.size(0),
                v.size(0),
                cache.capacity());
        long[] at = cache.addresses();
        write(cache, k, past, at[0], at[1]);
        write(cache, v, past, at[2], at[3]);
    }

    private static void write(CpuLayerCache cache, CpuTensor rows, long past, long numbers, long scales) {
        long sizes = Longs.few(
                rows.size(0),
                rows.size(1),
                rows.size(2),
                rows.layout().strides()[0],
                rows.layout().vectorStride(),
                past,
                cache.capacity(),
                cache.form().ordinal());
        writeCache(sizes, rows.address(), numbers, scales);
    }

    /**
     * Attention of the last rows of a cache, which have just been written, over everything before them and themselves.
     *
     * @param q {@code [n, H, d]}; row i sees {@code past + i + 1} rows
     */
    static CpuTensor attend(CpuBackend backend, CpuTensor given, CpuLayerCache cache, long past) {
        CpuTensor q = given.dense();
        long rows = q.size(0);
        requireHeads(q.size(1), cache.heads(), q.size(2), cache.features());
        require(
                past >= 0 && past + rows <= cache.capacity(),
                "rows must be in the cache",
                past,
                rows,
                cache.capacity());
        CpuTensor y = backend.empty(rows, q.size(1), q.size(2));
        long sizes = Longs.few(
                rows,
                q.size(1),
                q.size(2),
                past,
                cache.heads(),
                cache.capacity(),
                cache.form().ordinal());
        long[] at = cache.addresses();
        NativeKernels.requireMemory(attendCached(sizes, q.address(), at[0], at[1], at[2], at[3], y.address()));
        return y;
    }

    private static void requireHeads(long heads, long kvHeads, long features, long kvFeatures) {
        require(
                kvHeads > 0 && heads % kvHeads == 0 && features == kvFeatures && features > 0,
                "query heads must be a multiple of key-value heads, of the same size",
                heads,
                kvHeads,
                features,
                kvFeatures);
    }

    private static void require(boolean valid, String what, long... values) {
        if (!valid) {
            throw new IllegalArgumentException(what + ", but the sizes are " + java.util.Arrays.toString(values));
        }
    }

    private static native boolean attendMany(long sizes, long q, long k, long v, long y);

    private static native boolean attendCached(
            long sizes, long q, long keys, long keyScales, long values, long valueScales, long y);

    private static native void writeCache(long sizes, long rows, long numbers, long scales);
}
