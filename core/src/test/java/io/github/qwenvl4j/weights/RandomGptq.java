package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.testing.TestBlocks;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/**
 * A random layer in 4 bits, as GPTQ's tools write it. Scales and zeros are numbers that bfloat16 has.
 *
 * @param outputs N
 * @param groups the group of each of K inputs
 * @param levels {@code [K, N]}, 0 to 15
 * @param zeros {@code [G, N]}, 1 to 15
 * @param scales {@code [G, N]}
 */
record RandomGptq(int outputs, int[] groups, int[] levels, int[] zeros, float[] scales) {

    private static final int EACH = 8; // values in an integer
    private static final int BITS = 4;

    static RandomGptq of(int outputs, int[] groups) {
        Random random = new Random(groups.length);
        int pairs = outputs * (Arrays.stream(groups).max().orElseThrow() + 1);
        float[] scales = new float[pairs];
        for (int i = 0; i < pairs; i++) {
            scales[i] = (random.nextBoolean() ? 1 : 1.5f) / (64 << random.nextInt(3));
        }
        return new RandomGptq(
                outputs,
                groups,
                random.ints((long) groups.length * outputs, 0, 16).toArray(),
                random.ints(pairs, 1, 16).toArray(),
                scales);
    }

    /** What the numbers stand for. {@code [N, K]} */
    float[] weights() {
        int inputs = groups.length;
        float[] weights = new float[levels.length];
        for (int i = 0; i < weights.length; i++) {
            int pair = groups[i % inputs] * outputs + i / inputs;
            weights[i] = scales[pair] * (levels[i % inputs * outputs + i / inputs] - zeros[pair]);
        }
        return weights;
    }

    Map<String, Block> tensors(String stem, TestBlocks blocks) {
        int inputs = groups.length;
        int count = scales.length / outputs;
        return Map.of(
                stem + ".qweight", blocks.ints(alongInputs(), inputs / EACH, outputs),
                stem + ".qzeros", blocks.ints(alongOutputs(), count, outputs / EACH),
                stem + ".scales", blocks.rounded(DType.F16, scales, count, outputs),
                stem + ".g_idx", blocks.ints(groups, inputs));
    }

    private int[] alongInputs() {
        int[] packed = new int[levels.length / EACH];
        for (int i = 0; i < levels.length; i++) {
            int k = i / outputs;
            packed[k / EACH * outputs + i % outputs] |= levels[i] << BITS * (k % EACH);
        }
        return packed;
    }

    /** Zero points less one. */
    private int[] alongOutputs() {
        int[] packed = new int[zeros.length / EACH];
        for (int i = 0; i < zeros.length; i++) {
            packed[i / EACH] |= zeros[i] - 1 << BITS * (i % EACH);
        }
        return packed;
    }
}
