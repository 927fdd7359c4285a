package io.github.qwenvl4j.cpu;

/** The form of weights; the order is that of the C code. */
public enum WeightForm {
    INT8,
    INT4,
    BFLOAT16,
    FLOAT32
}
