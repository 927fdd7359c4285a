package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.Table;
import io.github.qwenvl4j.tensor.Tensor;

/** An embedding table {@code [rows, columns]} of float32 or bfloat16. */
public record CpuTable(CpuBackend backend, Block values) implements Table {

    public CpuTable {
        if (values.dtype() != DType.F32 && values.dtype() != DType.BF16) {
            throw new IllegalArgumentException("a table is F32 or BF16, not " + values);
        }
    }

    @Override
    public Tensor rows(int... ids) {
        for (int id : ids) {
            if (id < 0 || id >= values.size(0)) {
                throw new IllegalArgumentException("a table of " + values.size(0) + " rows has none for id " + id);
            }
        }
        CpuTensor y = backend.empty(ids.length, values.size(1));
        long form = values.dtype() == DType.F32 ? 0 : 1;
        long index = NativeOperations.numbers(backend, ids);
        NativeOperations.gather(
                Longs.few(form, 1, ids.length, values.size(1)), values.address(), index, 0, y.address());
        return y;
    }
}
