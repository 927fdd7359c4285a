package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.cpu.CpuBackend;
import io.github.qwenvl4j.cpu.CpuDecoder;
import io.github.qwenvl4j.cpu.CpuEncoder;
import io.github.qwenvl4j.cpu.CpuLinear;
import io.github.qwenvl4j.cpu.CpuTable;
import io.github.qwenvl4j.cpu.NativeLayer;
import io.github.qwenvl4j.cpu.WeightForm;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.Decoder;
import io.github.qwenvl4j.nn.DecoderBlock;
import io.github.qwenvl4j.nn.Encoder;
import io.github.qwenvl4j.nn.EncoderBlock;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Table;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import io.github.qwenvl4j.weights.WeightFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Random weights of any shape, created in the precision in which they are used. Every tensor has its own memory, like
 * real weights. Owns native memory until closed.
 */
final class RandomWeights implements Weights, AutoCloseable {

    private final Precision precision;
    private final String prefix;
    private final Shared shared;

    /** @param config of the model */
    RandomWeights(Precision precision, ModelConfig config) {
        this(
                precision,
                "",
                new Shared(config.blocks(), WeightFormat.packing(precision, config), WeightFormat.dtype(precision)));
    }

    private RandomWeights(Precision precision, String prefix, Shared shared) {
        this.precision = precision;
        this.prefix = prefix;
        this.shared = shared;
    }

    @Override
    public Backend backend() {
        return shared.backend;
    }

    @Override
    public Weights in(String child) {
        return new RandomWeights(precision, prefix + child + ".", shared);
    }

    @Override
    public Tensor tensor(String name, long... shape) {
        Block block = shared.empty(DType.F32, shape);
        if (name.endsWith("weight")) {
            float[] ones = new float[Math.toIntExact(block.count())];
            Arrays.fill(ones, 1);
            Conversion.write(ones, block);
        } else {
            shared.random.fill(block);
        }
        return shared.backend.constant(block);
    }

    @Override
    public Table table(String name, long rows, long columns) {
        return new CpuTable(shared.backend, shared.filled(DType.BF16, rows, columns));
    }

    @Override
    public Linear linear(LinearSpec spec) {
        boolean matrices = spec.parts().stream().allMatch(part -> part.shape().size() == 2);
        Optional<Packed> packing = shared.packing.filter(packed -> matrices);
        return new CpuLinear(
                packing.isEmpty()
                        ? List.of(dense(spec))
                        : spec.parts().stream()
                                .map(part -> packed(packing.get(), part, spec.in()))
                                .toList());
    }

    @Override
    public Decoder decoder(List<DecoderBlock> blocks) {
        return new CpuDecoder(blocks);
    }

    @Override
    public Encoder encoder(List<EncoderBlock> blocks) {
        return new CpuEncoder(blocks);
    }

    private NativeLayer dense(LinearSpec spec) {
        DType dtype = WeightFormat.dtype(precision);
        boolean biased = spec.parts().stream().anyMatch(part -> part.bias().isPresent());
        return new NativeLayer(
                dtype == DType.F32 ? WeightForm.FLOAT32 : WeightForm.BFLOAT16,
                spec.out(),
                spec.in(),
                shared.filled(dtype, spec.out(), spec.in()),
                Optional.empty(),
                biased ? Optional.of(shared.filled(dtype, spec.out())) : Optional.empty());
    }

    private NativeLayer packed(Packed packing, LinearSpec.Part part, long inputs) {
        long outputs = part.count();
        Packed.Form form = packing.form((prefix + part.weight()).startsWith(shared.blocks), outputs, inputs);
        boolean bytes = form == Packed.Form.INT8;
        return new NativeLayer(
                bytes ? WeightForm.INT8 : WeightForm.INT4,
                outputs,
                inputs,
                shared.filled(bytes ? DType.I8 : DType.U8, sizes(Packed.shape(form, outputs, inputs))),
                Optional.of(shared.filled(DType.BF16, sizes(packing.scalesShape(form, outputs, inputs)))),
                part.bias().map(name -> shared.filled(DType.BF16, outputs)));
    }

    private static long[] sizes(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public void close() {
        shared.close();
    }

    /** The data that all prefixes share. */
    private static final class Shared implements AutoCloseable {

        private final String blocks; // the beginning of the names of the language blocks' weights
        private final Optional<Packed> packing;
        private final CpuBackend backend;
        private final List<Allocation> kept = new ArrayList<>();
        private final RandomTensors random = new RandomTensors();

        Shared(String blocks, Optional<Packed> packing, DType attention) {
            this.blocks = blocks;
            this.packing = packing;
            this.backend = new CpuBackend(attention);
        }

        Block empty(DType dtype, long... shape) {
            Allocation memory = Allocation.of(dtype, shape);
            kept.add(memory);
            return memory.block(dtype, shape);
        }

        Block filled(DType dtype, long... shape) {
            Block block = empty(dtype, shape);
            random.fill(block);
            return block;
        }

        @Override
        public void close() {
            backend.close();
            random.close();
            kept.forEach(Allocation::close);
        }
    }
}
