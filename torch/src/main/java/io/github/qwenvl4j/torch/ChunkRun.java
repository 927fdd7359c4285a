package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.attention.KvCache;
import org.bytedeco.pytorch.Tensor;

/**
 * Several rows of one sequence.
 *
 * @param mask {@code [rows, width]}: of those behind earlier ones, and of the cache's first positions
 */
record ChunkRun(KvCache cache, long rows, Tensor mask) implements StepRun {

    private static final long STEP = 64;

    static ChunkRun of(TorchBackend backend, KvCache cache, long rows) {
        long seen = cache.length() + rows;
        long width = Math.min(cache.capacity(), wide(seen));
        return new ChunkRun(cache, rows, backend.later(rows, seen, width));
    }

    /** A width for so many positions: kernels copy masks whose rows do not begin at multiples of a few numbers. */
    static long wide(long positions) {
        return (positions + STEP - 1) / STEP * STEP;
    }

    @Override
    public Tensor attend(int layer, Tensor q, Tensor both) {
        TorchLayerCache own = (TorchLayerCache) cache.layer(layer);
        own.write(cache.length(), both);
        return Attention.several(q, own.read(mask.size(1)), mask);
    }
}
