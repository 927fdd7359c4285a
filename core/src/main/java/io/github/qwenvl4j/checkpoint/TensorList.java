package io.github.qwenvl4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Collects names and shapes, and counts the parameters behind them, for {@link ExpectedTensors}. */
final class TensorList {

    /** 4-bit values in one int32 of a GPTQ tensor. */
    private static final int PACKED = 8;

    private final Map<String, List<Long>> shapes = new LinkedHashMap<>();
    private long parameters;

    Map<String, List<Long>> shapes() {
        return shapes;
    }

    long parameters() {
        return parameters;
    }

    void tensor(String name, long... shape) {
        shapes.put(name, LongStream.of(shape).boxed().toList());
        parameters += LongStream.of(shape).reduce(1, Math::multiplyExact);
    }

    void linear(String prefix, long inputs, long outputs, boolean bias) {
        tensor(prefix + ".weight", outputs, inputs);
        if (bias) {
            tensor(prefix + ".bias", outputs);
        }
    }

    void layerNorm(String prefix, long size) {
        tensor(prefix + ".weight", size);
        tensor(prefix + ".bias", size);
    }

    /** A quantised linear: its weight counts as the parameters it stands for, what serves to unpack it as none. */
    void gptqLinear(String prefix, long inputs, long outputs, long groupSize) {
        long groups = inputs / groupSize;
        shapes.put(prefix + ".qweight", List.of(inputs / PACKED, outputs));
        shapes.put(prefix + ".qzeros", List.of(groups, outputs / PACKED));
        shapes.put(prefix + ".scales", List.of(groups, outputs));
        shapes.put(prefix + ".g_idx", List.of(inputs));
        parameters += inputs * outputs;
        tensor(prefix + ".bias", outputs);
    }
}
