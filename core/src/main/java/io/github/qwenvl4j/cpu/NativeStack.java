package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.nn.Linear;
import java.util.List;

/** Linear layers that read the same rows, as native code reads them: see {@code stacks.h}. */
final class NativeStack {

    private static final int LAYERS = 3; // the most in a stack, see products.h

    /** How many numbers describe a stack. */
    static final int NUMBERS = 1 + LAYERS * NativeLayer.NUMBERS;

    private NativeStack() {}

    /** Whether layers of this kind are supported. */
    static boolean takes(Linear linear) {
        return linear instanceof CpuLinear cpu && cpu.layers().size() <= LAYERS;
    }

    /** The layers of a stack that this class {@link #takes}. */
    static List<NativeLayer> layers(Linear linear) {
        return ((CpuLinear) linear).layers();
    }

    static long[] described(Linear linear) {
        List<NativeLayer> layers = layers(linear);
        long[] stack = new long[NUMBERS];
        stack[0] = layers.size();
        for (int i = 0; i < layers.size(); i++) {
            System.arraycopy(layers.get(i).described(), 0, stack, 1 + NativeLayer.NUMBERS * i, NativeLayer.NUMBERS);
        }
        return stack;
    }
}
