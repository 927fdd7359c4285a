package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.tensor.LayerCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Keys and values of a layer as tensors of LibTorch. The heads of the values lie behind those of the keys, so that one operator
 * writes or reads both.
 */
final class TorchLayerCache implements LayerCache {

    private final TorchBackend backend;
    private final StoredForm form;
    private final List<Plane> planes;

    TorchLayerCache(TorchBackend backend, KvCacheType type, long heads, long features) {
        this.backend = backend;
        this.form = switch (type) {
            case COMPUTED -> new PlainForm(backend.compute());
            case INT8 -> new Int8Form(backend.compute());
        };
        this.planes = form.newPlanes(backend.device(), 2 * heads, features);
    }

    @Override
    public io.github.qwenvl4j.tensor.Tensor attend(
            io.github.qwenvl4j.tensor.Tensor q,
            io.github.qwenvl4j.tensor.Tensor k,
            io.github.qwenvl4j.tensor.Tensor v,
            int past) {
        write(past, Tensors.cat(List.of(TorchTensor.of(k), TorchTensor.of(v)), 1));
        long rows = q.size(0);
        long seen = past + rows;
        Tensor queries = Tensors.to(TorchTensor.of(q), backend.compute());
        Tensor attended = rows == 1
                ? Attention.single(queries, read(seen).ofOne(), Optional.empty())
                : Attention.several(queries, read(seen), backend.later(rows, seen, seen));
        return backend.wrap(attended);
    }

    StoredForm form() {
        return form;
    }

    List<Plane> planes() {
        return planes;
    }

    /** Writes positions from {@code at} on, within the capacity. @param both keys and, behind them, values, {@code [n, 2 G, d]} */
    void write(long at, Tensor both) {
        List<Tensor> stored = form.stored(both);
        for (int i = 0; i < planes.size(); i++) {
            Tensor rows = stored.get(i).transpose(0, 1); // [2 G, n, width]
            planes.get(i).positions(at, rows.size(1)).copy_(rows);
        }
    }

    /** The first {@code count} positions; for reading, within the caller's scope. */
    KeysAndValues read(long count) {
        List<Tensor> stored = new ArrayList<>();
        for (Plane plane : planes) {
            stored.add(plane.positions(0, count));
        }
        return KeysAndValues.of(form.read(stored));
    }

    @Override
    public void grow(int used, int rows) {
        planes.forEach(plane -> plane.grow(used, rows));
    }

    @Override
    public void copy(LayerCache other, int rows) {
        TorchLayerCache same = (TorchLayerCache) other;
        try (PointerScope scope = new PointerScope()) {
            for (int i = 0; i < planes.size(); i++) {
                planes.get(i).copy(same.planes.get(i), rows);
            }
        }
    }

    @Override
    public long bytes() {
        return planes.stream().mapToLong(Plane::bytes).sum();
    }

    @Override
    public long bytesPerRow() {
        return planes.stream().mapToLong(Plane::bytesPerRow).sum();
    }

    @Override
    public void close() {
        planes.forEach(Plane::close);
    }
}
