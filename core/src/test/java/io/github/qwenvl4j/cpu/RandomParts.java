package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Table;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Tensor;
import io.github.qwenvl4j.testing.TestBlocks;
import java.util.List;

/** Random weights in one form, in the memory of the test. */
record RandomParts(WeightForm form, CpuBackend backend, TestBlocks memory, Numerals random) implements Weights {

    @Override
    public Weights in(String child) {
        return this;
    }

    @Override
    public Tensor tensor(String name, long... shape) {
        return backend.constant(memory.floats(random.between(0.5, 1.5, shape[0]), shape)); // of a norm
    }

    @Override
    public Table table(String name, long rows, long columns) {
        return new CpuTable(backend, memory.rounded(DType.BF16, random.normal(rows * columns), rows, columns));
    }

    /** Layers that are stacked stay layers of their own where they are packed, as in a checkpoint. */
    @Override
    public Linear linear(LinearSpec spec) {
        boolean biased = spec.parts().get(0).bias().isPresent();
        boolean packed = form == WeightForm.INT8 || form == WeightForm.INT4;
        return new CpuLinear(
                packed
                        ? spec.parts().stream()
                                .map(part -> layer(part.count(), spec.in(), biased))
                                .toList()
                        : List.of(layer(spec.out(), spec.in(), biased)));
    }

    private NativeLayer layer(long outputs, long inputs, boolean biased) {
        return form == WeightForm.INT4
                ? rounded(outputs, inputs, biased)
                : new RandomLayers(memory, random)
                        .layer(form, (int) outputs, (int) inputs, biased)
                        .layer();
    }

    /** int4 as rounding makes it: with zeros that fit the scales. */
    private NativeLayer rounded(long outputs, long inputs, boolean biased) {
        NativeLayer any = new RandomLayers(memory, random)
                .layer(form, (int) outputs, (int) inputs, biased)
                .layer();
        double spread = 1 / Math.sqrt(inputs);
        NativeRounding.int4(
                memory.floats(Numerals.map(random.normal(outputs * inputs), x -> x * spread), outputs, inputs),
                0,
                any.weights(),
                any.scales().orElseThrow());
        return any;
    }
}
