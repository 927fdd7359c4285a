package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.testing.TestBlocks;
import java.util.Arrays;
import java.util.Optional;

/** Random layers in every form, with the weights that they stand for. */
final class RandomLayers {

    private static final int BLOCK = 64;
    private static final int[] GROUPS = {128, 64, 32};

    private final TestBlocks blocks;
    private final Numerals random;

    RandomLayers(TestBlocks blocks, Numerals random) {
        this.blocks = blocks;
        this.random = random;
    }

    /** A layer and its weights {@code [outputs, inputs]} and bias {@code [outputs]} as they count. */
    record Made(NativeLayer layer, float[] weights, float[] bias) {}

    Made layer(WeightForm form, int outputs, int inputs, boolean biased) {
        float[] bias = biased ? random.normal(outputs) : new float[outputs];
        bias = form.computed() == DType.F32 ? bias : Numerals.bfloat16(bias);
        Optional<Block> kept = biased ? Optional.of(blocks.rounded(form.computed(), bias, outputs)) : Optional.empty();
        return switch (form) {
            case FLOAT32, BFLOAT16, WIDENED -> floating(form, outputs, inputs, kept, bias);
            case INT8 -> int8(outputs, inputs, kept, bias);
            case INT4 -> int4(outputs, inputs, kept, bias);
        };
    }

    private Made floating(WeightForm form, int outputs, int inputs, Optional<Block> kept, float[] bias) {
        double spread = 1 / Math.sqrt(inputs);
        float[] drawn = Numerals.map(random.normal((long) outputs * inputs), x -> x * spread);
        float[] weights = form.weights() == DType.F32 ? drawn : Numerals.bfloat16(drawn);
        Block block = blocks.rounded(form.weights(), weights, outputs, inputs);
        return new Made(new NativeLayer(form, outputs, inputs, block, Optional.empty(), kept), weights, bias);
    }

    private Made int8(int outputs, int inputs, Optional<Block> kept, float[] bias) {
        byte[] values = random.whole(-127, 128, (long) outputs * inputs);
        float[] scales = Numerals.bfloat16(random.between(0.1 / 127, 1.0 / 127, outputs));
        float[] weights = new float[values.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = values[i] * scales[i / inputs];
        }
        NativeLayer layer = new NativeLayer(
                WeightForm.INT8,
                outputs,
                inputs,
                blocks.bytes(DType.I8, values, outputs, inputs),
                Optional.of(blocks.rounded(DType.BF16, scales, outputs)),
                kept);
        return new Made(layer, weights, bias);
    }

    /** With the largest groups that fit the inputs. */
    private Made int4(int outputs, int inputs, Optional<Block> kept, float[] bias) {
        int group = Arrays.stream(GROUPS)
                .filter(size -> inputs % size == 0)
                .findFirst()
                .orElseThrow();
        return int4(outputs, inputs, group, kept, bias);
    }

    /** int4 with groups of so many inputs and no bias. */
    Made int4(int outputs, int inputs, int group) {
        return int4(outputs, inputs, group, Optional.empty(), new float[outputs]);
    }

    private Made int4(int outputs, int inputs, int group, Optional<Block> kept, float[] bias) {
        byte[] q = random.whole(0, 16, (long) outputs * inputs);
        float[] pairs = Numerals.bfloat16(random.normal((long) inputs / group * outputs * 2));
        byte[] packed = new byte[outputs / BLOCK * inputs * BLOCK / 2];
        float[] weights = new float[q.length];
        for (int i = 0; i < q.length; i++) {
            int n = i / inputs;
            int k = i % inputs;
            int pair = 2 * (k / group * outputs + n);
            weights[i] = (q[i] - 8) * pairs[pair] + pairs[pair + 1];
            int at = (n / BLOCK * inputs + k) * BLOCK / 2 + n % (BLOCK / 2);
            packed[at] |= (byte) (n % BLOCK < BLOCK / 2 ? q[i] : q[i] << 4);
        }
        NativeLayer layer = new NativeLayer(
                WeightForm.INT4,
                outputs,
                inputs,
                blocks.bytes(DType.U8, packed, outputs / BLOCK, inputs, BLOCK / 2),
                Optional.of(blocks.rounded(DType.BF16, pairs, inputs / group, outputs, 2)),
                kept);
        return new Made(layer, weights, bias);
    }
}
