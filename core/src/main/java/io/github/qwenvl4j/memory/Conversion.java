package io.github.qwenvl4j.memory;

import java.nio.FloatBuffer;

/** Numbers of floating types to others. Rounds to the nearest, ties to even. Thread-safe. */
public final class Conversion {

    private static final int CHUNK = 1 << 20; // numbers at a time

    static {
        NativeLibrary.require();
    }

    private Conversion() {}

    /** Writes numbers, of a floating type each, in the type of {@code to}; there are as many. */
    public static void convert(Block from, Block to) {
        if (!from.dtype().isFloating() || !to.dtype().isFloating() || from.count() != to.count()) {
            throw new IllegalArgumentException(from + " cannot be converted to " + to);
        }
        convert(from.dtype().ordinal(), from.address(), from.count(), to.dtype().ordinal(), to.address());
    }

    /** A copy as float32. @param block of a floating type */
    public static float[] toFloats(Block block) {
        float[] values = new float[Math.toIntExact(block.count())];
        try (Allocation wide = Allocation.of(DType.F32, Math.min(CHUNK, values.length))) {
            Block flat = block.view(block.count());
            for (int start = 0; start < values.length; start += CHUNK) {
                int count = Math.min(CHUNK, values.length - start);
                Block part = wide.block(DType.F32, count);
                convert(flat.rows(start, count), part);
                part.bytes(0, count * Float.BYTES).asFloatBuffer().get(values, start, count);
            }
        }
        return values;
    }

    /** Writes float32 numbers. @param to float32, as many */
    public static void write(float[] values, Block to) {
        if (to.dtype() != DType.F32 || to.count() != values.length) {
            throw new IllegalArgumentException(values.length + " numbers cannot be written to " + to);
        }
        for (int start = 0; start < values.length; start += CHUNK) {
            int count = Math.min(CHUNK, values.length - start);
            FloatBuffer part =
                    to.bytes((long) start * Float.BYTES, count * Float.BYTES).asFloatBuffer();
            part.put(values, start, count);
        }
    }

    private static native void convert(long from, long x, long count, long to, long y);
}
