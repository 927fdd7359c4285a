package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.StackedLinear;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.quantize.Int4Linear;
import io.github.qwenvl4j.quantize.Int4Weight;
import io.github.qwenvl4j.quantize.Int8Linear;
import io.github.qwenvl4j.quantize.Int8Weight;
import io.github.qwenvl4j.quantize.WideTiles;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import io.github.qwenvl4j.weights.WeightFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Random weights of any shape, created in the precision and on the device in which they are used. Every tensor has its own memory, like
 * real weights. Owns native memory until closed.
 */
final class RandomWeights implements Weights, AutoCloseable {

    private final Precision precision;
    private final String prefix;
    private final Shared shared;

    /** @param blocks the beginning of the names of the language blocks' weights */
    RandomWeights(Precision precision, String blocks, ComputeDevice device) {
        this(precision, "", new Shared(blocks, device));
    }

    private RandomWeights(Precision precision, String prefix, Shared shared) {
        this.precision = precision;
        this.prefix = prefix;
        this.shared = shared;
    }

    @Override
    public Weights in(String child) {
        return new RandomWeights(precision, prefix + child + ".", shared);
    }

    @Override
    public Tensor tensor(String name, long... shape) {
        return name.endsWith("weight")
                ? shared.keep(() -> Tensors.full(1, shape))
                : shared.filled(
                        torch.ScalarType.Float, Arrays.stream(shape).boxed().toList());
    }

    @Override
    public Tensor table(String name, long rows, long columns) {
        return shared.filled(torch.ScalarType.BFloat16, List.of(rows, columns));
    }

    @Override
    public Linear linear(LinearSpec spec) {
        boolean matrices = spec.parts().stream().allMatch(part -> part.shape().size() == 2);
        if (WeightFormat.packing(precision).isEmpty() || !matrices) {
            return dense(spec);
        }
        Packed packing = WeightFormat.packing(precision).get();
        List<Linear> parts = spec.parts().stream()
                .map(part -> packed(packing, part, spec.in()))
                .toList();
        return parts.size() == 1 ? parts.get(0) : new StackedLinear(parts);
    }

    private Linear dense(LinearSpec spec) {
        boolean biased = spec.parts().stream().anyMatch(part -> part.bias().isPresent());
        return Linear.dense(
                shared.filled(WeightFormat.dtype(precision), List.of(spec.out(), spec.in())),
                biased
                        ? Optional.of(shared.filled(WeightFormat.dtype(precision), List.of(spec.out())))
                        : Optional.empty());
    }

    private Linear packed(Packed packing, LinearSpec.Part part, long inputs) {
        long outputs = part.count();
        Packed.Form form = packing.form((prefix + part.weight()).startsWith(shared.blocks), outputs, inputs);
        Optional<Tensor> bias = part.bias().map(name -> shared.filled(torch.ScalarType.BFloat16, List.of(outputs)));
        List<Long> shape = Packed.shape(form, outputs, inputs);
        Tensor scales = shared.filled(torch.ScalarType.BFloat16, Packed.scalesShape(form, outputs, inputs));
        return switch (form) {
            case INT8 ->
                new Int8Linear(new Int8Weight(shared.filled(torch.ScalarType.Char, shape), scales), bias, shared.tiles);
            case INT4 ->
                new Int4Linear(new Int4Weight(shared.filled(torch.ScalarType.Byte, shape), scales), bias, shared.tiles);
        };
    }

    @Override
    public torch.ScalarType attentionDtype() {
        return WeightFormat.dtype(precision);
    }

    @Override
    public void close() {
        shared.close();
    }

    /** The data that all prefixes share. */
    private static final class Shared implements AutoCloseable {

        private final String blocks;
        private final ComputeDevice device;
        private final WideTiles tiles = new WideTiles();
        private final List<Tensor> kept = new ArrayList<>();
        private final RandomTensors random = new RandomTensors();

        Shared(String blocks, ComputeDevice device) {
            this.blocks = blocks;
            this.device = device;
        }

        Tensor filled(torch.ScalarType dtype, List<Long> shape) {
            return keep(() -> random.filled(dtype, shape));
        }

        Tensor keep(Supplier<Tensor> source) {
            try (PointerScope scope = new PointerScope()) {
                Tensor tensor = Scopes.retain(device.place(source.get()));
                kept.add(tensor);
                return tensor;
            }
        }

        @Override
        public void close() {
            tiles.close();
            random.close();
            kept.forEach(Tensor::close);
        }
    }
}
