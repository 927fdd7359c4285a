package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Gptq;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The tensors of one quantised linear layer with K inputs and N outputs, as stored in the files of GPTQ and AutoAWQ:
 * {@code w[k, n] = scales[g, n] * (q[k, n] - z[g, n])}, g the group of input k, of G groups. Belongs to its checkpoint.
 *
 * @param layout where the integers have the eight values of 4 bits
 * @param qweight int32 {@code [K/8, N]}, of AutoAWQ {@code [K, N/8]}
 * @param qzeros int32 {@code [G, N/8]}
 * @param scales {@code [G, N]}, row-major
 * @param groups the group of each input ({@code g_idx})
 * @param bias {@code [N]}, where there is one
 */
public record GptqTensors(
        NibbleLayout layout, Block qweight, Block qzeros, float[] scales, int[] groups, Optional<Block> bias) {

    /** Outputs whose values are made at a time. */
    private static final int PART = 64;

    /**
     * Reads the linear layer {@code prefix}, for example {@code transformer.h.0.attn.c_attn}.
     *
     * @throws QwenVlException if the checkpoint is not quantised, or naming the tensor that is missing, has the wrong
     *     shape or type, or refers to a group that does not exist
     */
    public static GptqTensors of(Checkpoint checkpoint, String prefix, long inputs, long outputs) {
        Gptq config = config(checkpoint);
        requireExpected(checkpoint, prefix, inputs, outputs, config);
        String bias = prefix + ".bias";
        Block scales = checkpoint.tensor(prefix + ".scales");
        GptqTensors tensors = new GptqTensors(
                NibbleLayout.of(config.format()),
                checkpoint.tensor(prefix + ".qweight"),
                checkpoint.tensor(prefix + ".qzeros"),
                Conversion.toFloats(scales),
                config.format() == Gptq.Format.AWQ
                        ? LongStream.range(0, inputs).mapToInt(config::group).toArray()
                        : ints(checkpoint.tensor(prefix + ".g_idx")),
                checkpoint.tensors().containsKey(bias) ? Optional.of(checkpoint.tensor(bias)) : Optional.empty());
        tensors.requireGroups(checkpoint.directory() + ": tensor " + prefix + ".g_idx");
        return tensors;
    }

    private static void requireExpected(Checkpoint checkpoint, String prefix, long inputs, long outputs, Gptq config) {
        TensorList expected = new TensorList("", Optional.empty());
        expected.gptqWeight(prefix, inputs, outputs, config);
        Map<String, TensorInfo> found = new TreeMap<>(checkpoint.tensors().subMap(prefix + ".", prefix + "/"));
        found.remove(prefix + ".bias");
        List<String> complaints = new TensorComparison(expected.shapes(), expected.types(), found).complaints();
        if (!complaints.isEmpty()) {
            throw new QwenVlException(checkpoint.directory() + ": " + String.join("; ", complaints));
        }
    }

    private static Gptq config(Checkpoint checkpoint) {
        QuantizationConfig config = checkpoint.config().quantization().orElse(null);
        if (config instanceof Gptq gptq) {
            return gptq;
        }
        throw new QwenVlException(checkpoint.directory() + ": config.json has no GPTQ quantization_config");
    }

    private static int[] ints(Block block) {
        int[] values = new int[Math.toIntExact(block.count())];
        block.bytes(0, Math.toIntExact(block.bytes())).asIntBuffer().get(values);
        return values;
    }

    public int inputs() {
        return groups.length;
    }

    public int outputs() {
        return scales.length / groupCount();
    }

    public int groupCount() {
        return Math.toIntExact(qzeros.size(0));
    }

    /** The 4-bit values q of some outputs, {@code [count, K]} from 0 to 15. */
    public byte[] levels(int first, int count) {
        byte[] levels = new byte[count * inputs()];
        layout.values(qweight, outputs(), inputs(), first, count, levels);
        return levels;
    }

    /** Writes all 4-bit values. @param to uint8 {@code [N, K]} */
    public void levels(Block to) {
        inParts(
                outputs(),
                (first, count) ->
                        to.rows(first, count).bytes(0, count * inputs()).put(levels(first, count)));
    }

    /** The zero points z, {@code [G, N]}, row-major. */
    public int[] zeroPoints() {
        return layout.zeros(ints(qzeros), groupCount(), outputs());
    }

    /** Writes the weights of the outputs from {@code first} on, in the layout of a linear layer. @param to float32 {@code [n, K]} */
    public void dequantize(int first, Block to) {
        int[] zeros = zeroPoints();
        inParts(
                Math.toIntExact(to.size(0)),
                (start, count) -> Conversion.write(
                        weights(levels(first + start, count), zeros, first + start), to.rows(start, count)));
    }

    private float[] weights(byte[] levels, int[] zeros, int first) {
        float[] weights = new float[levels.length];
        int outputs = outputs();
        int inputs = inputs();
        for (int row = 0; row < weights.length / inputs; row++) {
            for (int i = 0; i < inputs; i++) {
                int at = groups[i] * outputs + first + row;
                weights[row * inputs + i] = (levels[row * inputs + i] - zeros[at]) * scales[at];
            }
        }
        return weights;
    }

    private interface Part {
        void take(int first, int count);
    }

    private static void inParts(int outputs, Part part) {
        IntStream.range(0, (outputs + PART - 1) / PART)
                .parallel()
                .forEach(i -> part.take(i * PART, Math.min(PART, outputs - i * PART)));
    }

    /** Whether the inputs are runs of this size that have one group each, as without {@code desc_act}. */
    public boolean consistsOf(int run) {
        return inputs() % run == 0 && IntStream.range(0, inputs()).allMatch(k -> groups[k] == groups[k / run * run]);
    }

    private void requireGroups(String where) {
        int least = Arrays.stream(groups).min().orElse(0);
        int most = Arrays.stream(groups).max().orElse(0);
        if (least < 0 || most >= groupCount()) {
            throw new QwenVlException(
                    where + " names groups " + least + " to " + most + ", but there are " + groupCount());
        }
    }
}
