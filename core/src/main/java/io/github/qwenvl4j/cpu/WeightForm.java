package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.DType;

/** The form of weights; the order is that of the C code. */
public enum WeightForm {
    INT8(DType.I8, DType.BF16),
    INT4(DType.U8, DType.BF16),
    BFLOAT16(DType.BF16, DType.BF16),
    FLOAT32(DType.F32, DType.F32),
    /** Computed as float32 where they lie: the same results as after a conversion, with half of the memory. */
    WIDENED(DType.BF16, DType.F32);

    private final DType weights;
    private final DType computed;

    WeightForm(DType weights, DType computed) {
        this.weights = weights;
        this.computed = computed;
    }

    /** The type of the weights in memory. */
    public DType weights() {
        return weights;
    }

    /** What layers compute in; biases are of this type. */
    public DType computed() {
        return computed;
    }
}
