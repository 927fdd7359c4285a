package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.LayerCache;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;

/** Tensors of one model in native memory, computed on the processor. */
public final class CpuBackend implements Backend {

    private final DType attention;
    private final Arena arena = new Arena();
    private final ThreadLocal<Scope> scope = new ThreadLocal<>();

    /** @param attention what attention computes in, and caches hold: float32 or bfloat16 */
    public CpuBackend(DType attention) {
        if (attention != DType.F32 && attention != DType.BF16) {
            throw new IllegalArgumentException("attention computes in F32 or BF16, not in " + attention);
        }
        this.attention = attention;
    }

    /** What attention computes in. */
    DType attention() {
        return attention;
    }

    @Override
    public CpuTensor tensor(float[] values, long... shape) {
        CpuTensor tensor = empty(shape);
        Conversion.write(values, tensor.block());
        return tensor;
    }

    /** Uninitialised, of the calling thread's scope. */
    CpuTensor empty(long... shape) {
        long bytes = Float.BYTES;
        for (long size : shape) {
            bytes = Math.multiplyExact(bytes, size);
        }
        Storage storage = take(bytes);
        return new CpuTensor(this, storage, storage.address(), Layout.rowMajor(shape));
    }

    /** Work memory of the calling thread's scope, or of the caller where it has none. */
    Storage take(long bytes) {
        Storage storage = arena.take(bytes);
        Scope inner = scope.get();
        if (inner != null) {
            inner.own(storage);
        }
        return storage;
    }

    /** Numbers that somebody else keeps as long as this backend. @param block float32 */
    public Tensor constant(Block block) {
        if (block.dtype() != DType.F32) {
            throw new IllegalArgumentException("a tensor is float32, not " + block);
        }
        return new CpuTensor(this, null, block.address(), Layout.rowMajor(block.shape()));
    }

    @Override
    public Tensor concatenate(List<Tensor> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        long[] shape = parts.get(0).shape();
        shape[0] = parts.stream().mapToLong(part -> part.size(0)).sum();
        CpuTensor all = empty(shape);
        long start = 0;
        for (Tensor part : parts) {
            all.narrow(0, start, part.size(0)).write((CpuTensor) part);
            start += part.size(0);
        }
        return all;
    }

    @Override
    public LayerCache newLayerCache(KvCacheType type, long heads, long headDim) {
        CacheForm form = type == KvCacheType.INT8
                ? CacheForm.INT8
                : attention == DType.F32 ? CacheForm.FLOAT32 : CacheForm.BFLOAT16;
        return new CpuLayerCache(this, form, heads, headDim);
    }

    @Override
    public Tensor scoped(Supplier<Tensor> body) {
        Scope inner = enter();
        try {
            CpuTensor result = (CpuTensor) body.get();
            result.leave(inner);
            return result;
        } finally {
            exit(inner);
        }
    }

    @Override
    public <T> T infer(Supplier<T> body) {
        Scope inner = enter();
        try {
            return body.get();
        } finally {
            exit(inner);
        }
    }

    private Scope enter() {
        Scope inner = new Scope(scope.get());
        scope.set(inner);
        return inner;
    }

    private void exit(Scope inner) {
        inner.release();
        if (inner.outer() == null) {
            scope.remove();
            arena.trim();
        } else {
            scope.set(inner.outer());
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
