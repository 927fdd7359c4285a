package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.memory.DType;
import java.util.List;

/**
 * Name, type, shape and file of one tensor of a checkpoint.
 *
 * @param shape sizes, outermost first; empty for a scalar
 * @param file name of the weight file that holds it
 */
public record TensorInfo(String name, DType dtype, List<Long> shape, String file) {

    private static final int MAX_RANK = 8;

    public TensorInfo {
        shape = List.copyOf(shape);
        if (shape.size() > MAX_RANK) {
            throw new QwenVlException(
                    "shape has " + shape.size() + " dimensions, at most " + MAX_RANK + " are supported");
        }
        requireCountable(shape, dtype);
    }

    /** Number of elements. */
    public long elements() {
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }

    /** Size of the values in bytes. */
    public long bytes() {
        return elements() * dtype.bytes();
    }

    private static void requireCountable(List<Long> shape, DType dtype) {
        try {
            long bytes = dtype.bytes();
            for (long size : shape) {
                Check.that(size >= 0, "shape", shape, "must not be negative");
                bytes = Math.multiplyExact(bytes, Math.max(1, size)); // strides must be countable too
            }
        } catch (ArithmeticException e) {
            throw new QwenVlException("shape is " + shape + ", which is too large", e);
        }
    }
}
