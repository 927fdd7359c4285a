package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.cpu.CpuBackend;
import io.github.qwenvl4j.cpu.CpuLinear;
import io.github.qwenvl4j.cpu.CpuTable;
import io.github.qwenvl4j.cpu.NativeLayer;
import io.github.qwenvl4j.cpu.WeightForm;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Added layers for the processor. */
final class CpuAddedLayers implements AddedLayers {

    private final CpuBackend backend;
    private final DType dtype;
    private final List<Allocation> kept = new ArrayList<>();

    /** @param dtype that dense layers compute in */
    CpuAddedLayers(CpuBackend backend, DType dtype) {
        this.backend = backend;
        this.dtype = dtype;
    }

    @Override
    public Linear linear(Block weight, double factor) {
        WeightForm form = dtype == DType.F32 ? WeightForm.FLOAT32 : WeightForm.BFLOAT16;
        Block own = keep(weight, factor);
        return new CpuLinear(
                List.of(new NativeLayer(form, own.size(0), own.size(1), own, Optional.empty(), Optional.empty())));
    }

    @Override
    public Table table(Block values) {
        return new CpuTable(backend, keep(values, 1));
    }

    private Block keep(Block given, double factor) {
        Allocation memory = Allocation.of(dtype, given.shape());
        kept.add(memory);
        Block own = memory.block(dtype, given.shape());
        if (factor == 1) {
            Conversion.convert(given, own);
            return own;
        }
        float[] values = Conversion.toFloats(given);
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) factor;
        }
        try (Allocation wide = Allocation.of(DType.F32, given.shape())) {
            Conversion.write(values, wide.block(DType.F32, given.shape()));
            Conversion.convert(wide.block(DType.F32, given.shape()), own);
        }
        return own;
    }

    @Override
    public void close() {
        kept.forEach(Allocation::close);
        kept.clear();
    }
}
