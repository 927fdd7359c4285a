package io.github.qwenvl4j;

import java.util.Locale;
import java.util.Optional;

/**
 * The number format of the weights of linear layers. Norms and sums are float32 in every precision; layers compute, and
 * attention stores keys and values, in float32 for float32 weights and in bfloat16 for all others. In int4 the vision tower and
 * lm_head have int8 weights.
 */
public enum Precision {
    FLOAT32(4),
    BFLOAT16(2),
    INT8(1.1),
    INT4(0.75);

    private static final String AUTO = "auto";

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

    /** The approximate size of a model with this many parameters. */
    public long bytes(long parameters) {
        return (long) (bytesPerParameter * parameters);
    }

    public boolean isQuantized() {
        return this == INT8 || this == INT4;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
