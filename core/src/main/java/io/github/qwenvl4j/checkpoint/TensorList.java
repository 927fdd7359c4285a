package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.memory.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects names, shapes and types, and counts their parameters, for {@link ExpectedTensors}. */
public final class TensorList {

    /** 4-bit values in one int32 of a GPTQ tensor. */
    private static final int PACKED = 8;

    private final String blocks;
    private final Optional<QuantizationConfig.Packed> packing;
    private final Map<String, List<Long>> shapes = new LinkedHashMap<>();
    private final Map<String, DType> types = new LinkedHashMap<>();
    private long parameters;

    /**
     * @param blocks as {@link ModelConfig#blocks}
     * @param packing layout of the linear weights; absent if they are not packed
     */
    public TensorList(String blocks, Optional<QuantizationConfig.Packed> packing) {
        this.blocks = blocks;
        this.packing = packing;
    }

    Map<String, List<Long>> shapes() {
        return shapes;
    }

    /** Tensors that must have exactly one type, and that type; all others may have any floating-point type. */
    Map<String, DType> types() {
        return types;
    }

    long parameters() {
        return parameters;
    }

    public void tensor(String name, long... shape) {
        List<Long> sizes = new ArrayList<>();
        long count = 1;
        for (long size : shape) {
            sizes.add(size);
            count = Math.multiplyExact(count, size);
        }
        shapes.put(name, List.copyOf(sizes));
        parameters += count;
    }

    /** The weight matrix of a linear layer. */
    public void weight(String name, long outputs, long inputs) {
        if (packing.isEmpty()) {
            tensor(name, outputs, inputs);
            return;
        }
        QuantizationConfig.Packed.Form form = packing.get().form(name.startsWith(blocks), outputs, inputs);
        boolean int8 = form == QuantizationConfig.Packed.Form.INT8;
        typed(name, int8 ? DType.I8 : DType.U8, QuantizationConfig.Packed.shape(form, outputs, inputs));
        typed(name + "_scales", DType.BF16, packing.get().scalesShape(form, outputs, inputs));
        parameters += outputs * inputs;
    }

    public void linear(String prefix, long inputs, long outputs, boolean bias) {
        weight(prefix + ".weight", outputs, inputs);
        if (bias) {
            tensor(prefix + ".bias", outputs);
        }
    }

    public void layerNorm(String prefix, long size) {
        tensor(prefix + ".weight", size);
        tensor(prefix + ".bias", size);
    }

    /**
     * A quantised linear layer: its weight counts in full as parameters; scales, zero points and group indices do not
     * count.
     */
    public void gptqLinear(String prefix, long inputs, long outputs, QuantizationConfig.Gptq config) {
        gptqWeight(prefix, inputs, outputs, config);
        tensor(prefix + ".bias", outputs);
    }

    /** The same without a bias. */
    public void gptqWeight(String prefix, long inputs, long outputs, QuantizationConfig.Gptq config) {
        long groups = config.groups(inputs);
        boolean awq = config.format() == QuantizationConfig.Gptq.Format.AWQ;
        typed(
                prefix + ".qweight",
                DType.I32,
                awq ? List.of(inputs, outputs / PACKED) : List.of(inputs / PACKED, outputs));
        typed(prefix + ".qzeros", DType.I32, List.of(groups, outputs / PACKED));
        shapes.put(prefix + ".scales", List.of(groups, outputs));
        if (!awq) {
            typed(prefix + ".g_idx", DType.I32, List.of(inputs));
        }
        parameters += inputs * outputs;
    }

    private void typed(String name, DType type, List<Long> shape) {
        shapes.put(name, shape);
        types.put(name, type);
    }
}
