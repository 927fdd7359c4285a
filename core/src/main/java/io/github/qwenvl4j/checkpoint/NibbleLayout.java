package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.checkpoint.QuantizationConfig.Gptq;
import io.github.qwenvl4j.memory.Block;
import java.nio.IntBuffer;

/** How files of quantised weights keep eight values of 4 bits in an integer. */
enum NibbleLayout {
    /** Eight inputs of an output, lowest bits first; zero points of eight outputs, less one. */
    GPTQ(1),

    /** The same, zero points as they are. */
    GPTQ_V2(0),

    /** Eight outputs of an input, from the lowest bits the outputs 0, 2, 4, 6, 1, 3, 5, 7; zero points likewise. */
    AWQ(0) {
        @Override
        void values(Block packed, int outputs, int inputs, int first, int count, byte[] to) {
            int[] row = new int[count / EACH + 1];
            for (int k = 0; k < inputs; k++) {
                int words = (count + EACH - 1) / EACH;
                ints(packed, (long) k * (outputs / EACH) + first / EACH, words).get(row, 0, words);
                for (int n = 0; n < count; n++) {
                    to[n * inputs + k] = (byte) nibble(row[n / EACH], PLACES[n % EACH]);
                }
            }
        }

        @Override
        int place(int output) {
            return PLACES[output % EACH];
        }
    };

    private static final int EACH = 8;
    private static final int BITS = 4;
    private static final int[] PLACES = {0, 4, 1, 5, 2, 6, 3, 7};

    private final int zeroOffset;

    NibbleLayout(int zeroOffset) {
        this.zeroOffset = zeroOffset;
    }

    static NibbleLayout of(Gptq.Format format) {
        return switch (format) {
            case GPTQ -> GPTQ;
            case GPTQ_V2 -> GPTQ_V2;
            case AWQ -> AWQ;
        };
    }

    /** Writes values {@code [count, inputs]} of the outputs from {@code first} on, a multiple of 8. */
    void values(Block packed, int outputs, int inputs, int first, int count, byte[] to) {
        int[] row = new int[count];
        for (int k = 0; k < inputs; k += EACH) {
            ints(packed, (long) (k / EACH) * outputs + first, count).get(row);
            for (int n = 0; n < count; n++) {
                for (int i = 0; i < EACH; i++) {
                    to[n * inputs + k + i] = (byte) nibble(row[n], i);
                }
            }
        }
    }

    /** Where an output's zero point is in its integer. */
    int place(int output) {
        return output % EACH;
    }

    /** The zero points of {@code packed [groups, outputs / 8]}: {@code [groups, outputs]}. */
    int[] zeros(int[] packed, int groups, int outputs) {
        int[] zeros = new int[groups * outputs];
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = nibble(packed[i / EACH], place(i % outputs)) + zeroOffset;
        }
        return zeros;
    }

    private static int nibble(int word, int place) {
        return word >>> BITS * place & (1 << BITS) - 1;
    }

    private static IntBuffer ints(Block packed, long first, int count) {
        return packed.bytes(first * Integer.BYTES, count * Integer.BYTES).asIntBuffer();
    }
}
