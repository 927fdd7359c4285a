package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.tensor.LayerCache;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Keys and values of a layer as tensors of LibTorch. */
final class TorchLayerCache implements LayerCache {

    private final TorchBackend backend;
    private final CacheRows keys;
    private final CacheRows values;

    TorchLayerCache(TorchBackend backend, KvCacheType type, long heads, long features) {
        this.backend = backend;
        this.keys = rows(backend, type, heads, features);
        this.values = rows(backend, type, heads, features);
    }

    private static CacheRows rows(TorchBackend backend, KvCacheType type, long heads, long features) {
        return switch (type) {
            case COMPUTED -> new PlainCacheRows(backend.compute(), backend.device(), heads, 0, features);
            case INT8 -> new Int8CacheRows(backend.compute(), backend.device(), heads, 0, features);
        };
    }

    @Override
    public io.github.qwenvl4j.tensor.Tensor attend(
            io.github.qwenvl4j.tensor.Tensor q,
            io.github.qwenvl4j.tensor.Tensor k,
            io.github.qwenvl4j.tensor.Tensor v,
            int past) {
        long rows = q.size(0);
        long shared = q.size(1) / k.size(1);
        keys.write(past, Tensors.to(TorchTensor.of(k), backend.compute()).transpose(0, 1));
        values.write(past, Tensors.to(TorchTensor.of(v), backend.compute()).transpose(0, 1));
        long seen = past + rows;
        Tensor queries = backend.split(TorchTensor.of(q), 1, 1); // [1, H, n, d]
        Tensor attended = Attention.byProducts(
                queries, heads(keys.read(seen), shared), heads(values.read(seen), shared), mask(rows, seen));
        return backend.wrap(Attention.join(attended));
    }

    /** {@code [G, T, d]} to {@code [1, G * times, T, d]}. */
    private static Tensor heads(Tensor x, long times) {
        return Attention.split(x.transpose(0, 1), 1, times);
    }

    /** {@code [rows, seen]}: 0 up to the row itself, minus infinity after it. */
    private Optional<Tensor> mask(long rows, long seen) {
        if (rows == 1) {
            return Optional.empty();
        }
        Tensor hidden = Tensors.full(Double.NEGATIVE_INFINITY, rows, seen).triu(seen - rows + 1);
        return Optional.of(backend.device().place(Tensors.to(hidden, backend.compute())));
    }

    @Override
    public void grow(int used, int rows) {
        keys.grow(used, rows);
        values.grow(used, rows);
    }

    @Override
    public void copy(LayerCache other, int rows) {
        TorchLayerCache same = (TorchLayerCache) other;
        try (PointerScope scope = new PointerScope()) {
            keys.copy(same.keys, rows);
            values.copy(same.values, rows);
        }
    }

    @Override
    public long bytes() {
        return keys.bytes() + values.bytes();
    }

    @Override
    public long bytesPerRow() {
        return keys.bytesPerRow() + values.bytesPerRow();
    }

    @Override
    public void close() {
        keys.close();
        values.close();
    }
}
