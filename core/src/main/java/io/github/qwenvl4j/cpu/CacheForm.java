package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.DType;

/** How a cache holds keys and values; the order is that of the C code. */
enum CacheForm {
    BFLOAT16(DType.BF16),
    /** With a scale in bfloat16 for each head and row. */
    INT8(DType.I8),
    FLOAT32(DType.F32);

    private final DType dtype;

    CacheForm(DType dtype) {
        this.dtype = dtype;
    }

    DType dtype() {
        return dtype;
    }

    boolean isScaled() {
        return this == INT8;
    }
}
