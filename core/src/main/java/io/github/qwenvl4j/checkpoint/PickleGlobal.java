package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.memory.DType;
import java.util.Optional;

/**
 * The Python names that the pickle of a weight file may refer to. Any other name is refused, and nothing is ever
 * called.
 */
enum PickleGlobal {
    ORDERED_DICT("collections.OrderedDict"),
    REBUILD_TENSOR("torch._utils._rebuild_tensor_v2"),
    REBUILD_PARAMETER("torch._utils._rebuild_parameter"),
    DOUBLE_STORAGE("torch.DoubleStorage", DType.F64),
    FLOAT_STORAGE("torch.FloatStorage", DType.F32),
    HALF_STORAGE("torch.HalfStorage", DType.F16),
    BFLOAT16_STORAGE("torch.BFloat16Storage", DType.BF16),
    LONG_STORAGE("torch.LongStorage", DType.I64),
    INT_STORAGE("torch.IntStorage", DType.I32),
    SHORT_STORAGE("torch.ShortStorage", DType.I16),
    CHAR_STORAGE("torch.CharStorage", DType.I8),
    BYTE_STORAGE("torch.ByteStorage", DType.U8),
    BOOL_STORAGE("torch.BoolStorage", DType.BOOL);

    private final String pythonName;
    private final Optional<DType> dtype;

    PickleGlobal(String pythonName) {
        this.pythonName = pythonName;
        this.dtype = Optional.empty();
    }

    PickleGlobal(String pythonName, DType dtype) {
        this.pythonName = pythonName;
        this.dtype = Optional.of(dtype);
    }

    /** The element type, if this is a storage class. */
    Optional<DType> dtype() {
        return dtype;
    }

    static QwenVlException refusal(String pythonName) {
        return new QwenVlException(
                "the pickle asks for " + Check.shown(pythonName) + ", which is not allowed in a weight file");
    }

    static PickleGlobal named(String pythonName) {
        for (PickleGlobal global : values()) {
            if (global.pythonName.equals(pythonName)) {
                return global;
            }
        }
        throw refusal(pythonName);
    }
}
