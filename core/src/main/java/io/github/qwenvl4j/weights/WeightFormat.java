package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.QuantizationConfig;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.memory.MachineMemory;
import java.util.Optional;

/** What a {@link Precision} means for a checkpoint's weights, and which one a checkpoint is opened in. */
public final class WeightFormat {

    private static final double WORKING_BYTES = 1e9; // keys and values, activations, the JVM
    private static final double USABLE = 0.8; // of the machine's memory

    private WeightFormat() {}

    /**
     * The precision in which a checkpoint is opened: the wanted one, or the best that fits this machine's memory.
     *
     * @throws QwenVlException where the checkpoint holds another one that cannot be changed, or the device cannot compute
     *     in it
     */
    public static Precision choose(Optional<Precision> wanted, ModelConfig config, Device device) {
        Precision chosen = wanted.orElseGet(() -> best(config, device, MachineMemory.bytes()));
        if (config.quantization().orElse(null) instanceof QuantizationConfig.Packed packed && chosen != of(packed)) {
            throw new QwenVlException("dtype is " + chosen + ", but the checkpoint holds packed " + of(packed)
                    + " weights: leave dtype out, or open the checkpoint that it was made from");
        }
        if (device == Device.CUDA && chosen.isQuantized()) {
            throw new QwenVlException(
                    "device cuda: " + chosen + " weights are for the CPU only; use bfloat16 or float32");
        }
        return chosen;
    }

    /**
     * The best precision that fits: float32 while it stays below a quarter of the memory (it is slower), else the widest
     * whose weights leave room to work, else the narrowest.
     *
     * @param memory of the machine in bytes
     */
    static Precision best(ModelConfig config, Device device, double memory) {
        if (config.quantization().orElse(null) instanceof QuantizationConfig.Packed packed) {
            return of(packed);
        }
        long parameters = config.tensors().parameters();
        if (Precision.FLOAT32.bytes(parameters) < memory / 4) {
            return Precision.FLOAT32;
        }
        boolean int4Already = config.quantization().isPresent();
        boolean fits = Precision.BFLOAT16.bytes(parameters) + WORKING_BYTES <= USABLE * memory;
        if (fits || device == Device.CUDA) {
            return Precision.BFLOAT16;
        }
        return !int4Already && Precision.INT8.bytes(parameters) + WORKING_BYTES <= USABLE * memory
                ? Precision.INT8
                : Precision.INT4;
    }

    private static Precision of(QuantizationConfig.Packed packed) {
        return packed.bits() == 8 ? Precision.INT8 : Precision.INT4;
    }

    /** How a checkpoint's weights are packed in a quantised precision: in int4 with the groups that they have, if any. */
    public static Optional<QuantizationConfig.Packed> packing(Precision precision, ModelConfig config) {
        return switch (precision) {
            case FLOAT32, BFLOAT16 -> Optional.empty();
            case INT8 -> Optional.of(new QuantizationConfig.Packed(8));
            case INT4 -> Optional.of(new QuantizationConfig.Packed(4, group(config)));
        };
    }

    private static int group(ModelConfig config) {
        QuantizationConfig stored = config.quantization().orElse(null);
        if (stored instanceof QuantizationConfig.Packed packed) {
            return packed.group();
        }
        return stored instanceof QuantizationConfig.Gptq gptq
                ? gptq.packedGroup().orElse(QuantizationConfig.Packed.GROUP)
                : QuantizationConfig.Packed.GROUP;
    }

    /** What layers compute in. */
    public static DType dtype(Precision precision) {
        return precision == Precision.FLOAT32 ? DType.F32 : DType.BF16;
    }
}
