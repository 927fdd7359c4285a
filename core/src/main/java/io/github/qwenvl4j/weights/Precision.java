package io.github.qwenvl4j.weights;

import com.sun.management.OperatingSystemMXBean;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.QuantizationConfig;
import io.github.qwenvl4j.checkpoint.QwenVlConfig;
import io.github.qwenvl4j.tensor.ComputeDevice;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;

/**
 * What linear layers hold their weights in. Norms and sums are float32 in every precision; layers compute, and attention
 * remembers, in float32 for float32 weights and in bfloat16 for all others. In int4 the vision tower and lm_head have int8 weights.
 */
public enum Precision {
    FLOAT32(4),
    BFLOAT16(2),
    INT8(1.1),
    INT4(0.75);

    private static final String AUTO = "auto";
    private static final double WORKING_BYTES = 1e9; // keys and values, activations, the JVM
    private static final double USABLE = 0.8; // of the machine's memory

    private final double bytesPerParameter; // of the whole model, embeddings and scales included

    Precision(double bytesPerParameter) {
        this.bytesPerParameter = bytesPerParameter;
    }

    /**
     * @param name {@code float32}, {@code bfloat16}, {@code int8}, {@code int4} or {@code auto}
     * @return empty for {@code auto}: the best that fits the memory
     */
    public static Optional<Precision> of(String name) {
        if (name.equals(AUTO)) {
            return Optional.empty();
        }
        for (Precision precision : values()) {
            if (precision.toString().equals(name)) {
                return Optional.of(precision);
            }
        }
        throw new QwenVlException("unknown dtype '" + name + "': use float32, bfloat16, int8, int4 or " + AUTO);
    }

    /**
     * The precision in which a checkpoint is opened: the wanted one, or the best that fits this machine's memory.
     *
     * @throws QwenVlException where the checkpoint holds another one that cannot be changed, or the device cannot compute
     *     in it
     */
    public static Precision choose(Optional<Precision> wanted, QwenVlConfig config, ComputeDevice device) {
        Precision chosen = wanted.orElseGet(() -> best(config, device, memory()));
        if (config.quantization().orElse(null) instanceof QuantizationConfig.Packed packed && chosen != of(packed)) {
            throw new QwenVlException("dtype is " + chosen + ", but the checkpoint holds packed " + of(packed)
                    + " weights: leave dtype out, or open the checkpoint that it was made from");
        }
        if (device == ComputeDevice.CUDA && chosen.isQuantized()) {
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
    static Precision best(QwenVlConfig config, ComputeDevice device, double memory) {
        if (config.quantization().orElse(null) instanceof QuantizationConfig.Packed packed) {
            return of(packed);
        }
        long parameters = ExpectedTensors.of(config).parameters();
        if (parameters * FLOAT32.bytesPerParameter < memory / 4) {
            return FLOAT32;
        }
        boolean int4Already = config.quantization().isPresent();
        boolean fits = BFLOAT16.bytesPerParameter * parameters + WORKING_BYTES <= USABLE * memory;
        if (fits || device == ComputeDevice.CUDA) {
            return BFLOAT16;
        }
        return !int4Already && INT8.bytesPerParameter * parameters + WORKING_BYTES <= USABLE * memory ? INT8 : INT4;
    }

    private static double memory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    private static Precision of(QuantizationConfig.Packed packed) {
        return packed.bits() == 8 ? INT8 : INT4;
    }

    /** How the weights of a quantised precision are packed. */
    public Optional<QuantizationConfig.Packed> packing() {
        return switch (this) {
            case FLOAT32, BFLOAT16 -> Optional.empty();
            case INT8 -> Optional.of(new QuantizationConfig.Packed(8));
            case INT4 -> Optional.of(new QuantizationConfig.Packed(4));
        };
    }

    /** What a model of that many parameters takes up, about. */
    public long bytes(long parameters) {
        return (long) (bytesPerParameter * parameters);
    }

    public boolean isQuantized() {
        return packing().isPresent();
    }

    /** What layers compute in. */
    public torch.ScalarType dtype() {
        return this == FLOAT32 ? torch.ScalarType.Float : torch.ScalarType.BFloat16;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
