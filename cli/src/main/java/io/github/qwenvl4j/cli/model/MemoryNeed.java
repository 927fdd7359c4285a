package io.github.qwenvl4j.cli.model;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.ModelShape;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Gptq;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.weights.WeightFormat;
import java.util.List;
import java.util.Map;

/**
 * The memory that a model with this configuration needs.
 *
 * @param stored tensors of its checkpoint, by name
 */
record MemoryNeed(ModelConfig config, Map<String, TensorInfo> stored) {

    /** The precisions in which it can be opened; packed weights cannot be converted. */
    List<Precision> precisions() {
        return config.quantization().orElse(null) instanceof Packed packed
                ? List.of(packed.bits() == 8 ? Precision.INT8 : Precision.INT4)
                : List.of(Precision.values());
    }

    /** Bytes of all weights, scales included. */
    long weights(Precision precision) {
        ModelConfig dense = config.withoutQuantization();
        ExpectedTensors held = WeightFormat.packing(held(precision), config)
                .map(dense::withQuantization)
                .orElse(dense)
                .tensors();
        return held.shapes().entrySet().stream()
                .mapToLong(
                        tensor -> held.type(tensor.getKey()).map(DType::bytes).orElse(plain(precision, tensor.getKey()))
                                * tensor.getValue().stream().reduce(1L, (a, b) -> a * b))
                .sum();
    }

    /** GPTQ weights whose groups int4 does not know are opened as int8. */
    private Precision held(Precision precision) {
        boolean fits = !(config.quantization().orElse(null) instanceof Gptq gptq) || gptq.fitsPacked();
        return precision == Precision.INT4 && !fits ? Precision.INT8 : precision;
    }

    /** Bytes in the key-value cache for one token, all layers together. */
    long token(Precision precision, KvCacheType type) {
        ModelShape shape = config.shape();
        long head = switch (type) {
            case COMPUTED -> (long) shape.headDim() * plain(precision);
            case INT8 -> shape.headDim() + plain(precision); // and a scale
        };
        return 2L * shape.layers() * shape.kvHeads() * head;
    }

    /** Bytes per number of a tensor that is not packed: bfloat16 stays what it is, whatever is computed in. */
    private int plain(Precision precision, String tensor) {
        boolean narrow = stored.containsKey(tensor) && stored.get(tensor).dtype() == DType.BF16;
        return narrow ? Short.BYTES : plain(precision);
    }

    /** Bytes per number that is computed in. */
    private static int plain(Precision precision) {
        return precision == Precision.FLOAT32 ? Float.BYTES : Short.BYTES;
    }
}
