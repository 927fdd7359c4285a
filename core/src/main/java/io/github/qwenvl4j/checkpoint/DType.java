package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import java.util.Arrays;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The element types a checkpoint may hold; the constants carry the names that safetensors headers use. */
public enum DType {
    F64(8, ScalarType.Double),
    F32(4, ScalarType.Float),
    F16(2, ScalarType.Half),
    BF16(2, ScalarType.BFloat16),
    I64(8, ScalarType.Long),
    I32(4, ScalarType.Int),
    I16(2, ScalarType.Short),
    I8(1, ScalarType.Char),
    U8(1, ScalarType.Byte),
    BOOL(1, ScalarType.Bool);

    private final int bytes;
    private final ScalarType scalarType;

    DType(int bytes, ScalarType scalarType) {
        this.bytes = bytes;
        this.scalarType = scalarType;
    }

    /** Bytes per element. */
    public int bytes() {
        return bytes;
    }

    /** The corresponding LibTorch type. */
    public ScalarType scalarType() {
        return scalarType;
    }

    public boolean isFloating() {
        return this == F64 || this == F32 || this == F16 || this == BF16;
    }

    /** @throws QwenVlException when a checkpoint cannot hold such elements */
    public static DType of(ScalarType scalarType) {
        for (DType dtype : values()) {
            if (dtype.scalarType.value == scalarType.value) {
                return dtype;
            }
        }
        throw new QwenVlException("dtype " + scalarType.intern() + " cannot be stored in a checkpoint");
    }

    static DType named(String name) {
        for (DType dtype : values()) {
            if (dtype.name().equals(name)) {
                return dtype;
            }
        }
        throw new QwenVlException("dtype is " + Check.shown(name) + ", supported are "
                + Arrays.toString(values()).replaceAll("[\\[\\]]", ""));
    }
}
