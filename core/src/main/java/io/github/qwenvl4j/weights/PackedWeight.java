package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;

/** A weight in whole numbers, as {@link io.github.qwenvl4j.cpu.NativeLayer} says. */
record PackedWeight(Block values, Block scales) {

    /** Inputs of a scale in int4. */
    int group() {
        return Math.toIntExact(values.size(1) / scales.size(0));
    }

    static DType type(Packed.Form form) {
        return form == Packed.Form.INT8 ? DType.I8 : DType.U8;
    }
}
