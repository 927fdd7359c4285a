package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Gptq;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The tensors of one quantised linear layer with K inputs and N outputs, as stored in GPTQ files. They belong to the
 * scope in which they were {@linkplain #of read}.
 *
 * @param qweight int32 [K/8, N], eight 4-bit values along K, lowest bits first
 * @param qzeros int32 [K/groupSize, N/8], eight 4-bit values along N, the zero points minus the format's offset
 * @param scales [K/groupSize, N]
 * @param groupIndex int32 [K], the group of each input ({@code g_idx})
 * @param bias [N]
 * @param format how zero points are stored
 */
public record GptqTensors(
        Tensor qweight, Tensor qzeros, Tensor scales, Tensor groupIndex, Tensor bias, Gptq.Format format) {

    private static final int PACKED = 8;
    private static final int BITS = 4;

    /**
     * Reads the linear layer {@code prefix}, for example {@code transformer.h.0.attn.c_attn}.
     *
     * @throws QwenVlException if the checkpoint is not quantised, or naming the tensor that is missing, has the wrong
     *     shape or type, or refers to a group that does not exist
     */
    public static GptqTensors of(Checkpoint checkpoint, String prefix, long inputs, long outputs) {
        TensorList expected = new TensorList("", Optional.empty());
        Gptq config = config(checkpoint);
        expected.gptqWeight(prefix, inputs, outputs, config);
        Map<String, TensorInfo> found = new TreeMap<>(checkpoint.tensors().subMap(prefix + ".", prefix + "/"));
        boolean biased = found.remove(prefix + ".bias") != null;
        List<String> complaints = new TensorComparison(expected.shapes(), expected.types(), found).complaints();
        if (!complaints.isEmpty()) {
            throw new QwenVlException(checkpoint.directory() + ": " + String.join("; ", complaints));
        }
        Tensor qweight = checkpoint.tensor(prefix + ".qweight");
        Tensor qzeros = checkpoint.tensor(prefix + ".qzeros");
        Tensor scales = checkpoint.tensor(prefix + ".scales");
        Tensor bias = biased ? checkpoint.tensor(prefix + ".bias") : Tensors.zeros(ScalarType.Float, outputs);
        if (config.format() == Gptq.Format.AWQ) {
            return AwqPacking.toGptq(qweight, qzeros, scales, bias);
        }
        GptqTensors tensors =
                new GptqTensors(qweight, qzeros, scales, checkpoint.tensor(prefix + ".g_idx"), bias, config.format());
        tensors.requireGroups(checkpoint.directory() + ": tensor " + prefix + ".g_idx");
        return tensors;
    }

    private static Gptq config(Checkpoint checkpoint) {
        QuantizationConfig config = checkpoint.config().quantization().orElse(null);
        if (config instanceof Gptq gptq) {
            return gptq;
        }
        throw new QwenVlException(checkpoint.directory() + ": config.json has no GPTQ quantization_config");
    }

    /**
     * The dequantised weight in the layout of a linear layer: {@code w[k, n] = scales[g, n] * (q[k, n] - z[g, n])}, g =
     * g_idx[k].
     *
     * @return float32 [N, K], owned by the caller's scope
     */
    public Tensor dequantize() {
        return Scopes.scoped(() -> {
            Tensor group = groupIndex.to(ScalarType.Long);
            Tensor zeros = zeroPoints().index_select(0, group); // [K, N]
            Tensor scale = scales.to(ScalarType.Float).index_select(0, group); // [K, N]
            Tensor shifted = values().t().to(ScalarType.Int).sub(zeros); // [K, N]
            return shifted.to(ScalarType.Float).mul(scale).t().contiguous(); // [N, K]
        });
    }

    /** The 4-bit values q, uint8 [N, K], owned by the caller's scope. */
    public Tensor values() {
        return Scopes.scoped(() -> unpack(qweight.unsqueeze(1), shifts().view(1, PACKED, 1)) // [K/8, 8, N]
                .to(ScalarType.Byte)
                .reshape(-1, qweight.size(1))
                .t()
                .contiguous());
    }

    /** The zero points z, int32 [K/groupSize, N], owned by the caller's scope. */
    public Tensor zeroPoints() {
        return Scopes.scoped(() -> unpack(qzeros.unsqueeze(2), shifts().view(1, 1, PACKED)) // [groups, N/8, 8]
                .reshape(-1, qweight.size(1))
                .add(new Scalar(format.zeroOffset())));
    }

    /** Whether each group consists of consecutive inputs, as without {@code desc_act}. */
    public boolean groupsAreRuns() {
        try (PointerScope scope = new PointerScope()) {
            long inputs = groupIndex.size(0);
            Tensor runs = torch.arange(new Scalar(inputs)).floor_divide(new Scalar(inputs / scales.size(0)));
            return groupIndex.to(ScalarType.Long).equal(runs);
        }
    }

    /** Of the eight values in an integer. */
    static Tensor shifts() {
        return torch.arange(new Scalar(0), new Scalar(PACKED * BITS), new Scalar(BITS))
                .to(ScalarType.Int);
    }

    static Tensor unpack(Tensor packed, Tensor shifts) {
        return packed.bitwise_right_shift(shifts).bitwise_and(new Scalar((1 << BITS) - 1));
    }

    private void requireGroups(String where) {
        try (PointerScope scope = new PointerScope()) {
            long groups = scales.size(0);
            int least = groupIndex.min().item_int();
            int most = groupIndex.max().item_int();
            if (least < 0 || most >= groups) {
                throw new QwenVlException(
                        where + " names groups " + least + " to " + most + ", but there are " + groups);
            }
        }
    }
}
