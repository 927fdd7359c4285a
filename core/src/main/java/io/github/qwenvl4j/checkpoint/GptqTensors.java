package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.tensor.Scopes;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The tensors of one quantised linear with K inputs and N outputs, as GPTQ files hold them. They belong to the scope in
 * which they were {@linkplain #of read}.
 *
 * @param qweight int32 [K/8, N], eight 4-bit values along K, lowest bits first
 * @param qzeros int32 [K/groupSize, N/8], eight 4-bit values along N, each one less than the zero point
 * @param scales [K/groupSize, N]
 * @param groupIndex int32 [K], the group of each input ({@code g_idx})
 * @param bias [N]
 */
public record GptqTensors(Tensor qweight, Tensor qzeros, Tensor scales, Tensor groupIndex, Tensor bias) {

    private static final int PACKED = 8;
    private static final int BITS = 4;

    /**
     * Reads the linear {@code prefix}, for example {@code transformer.h.0.attn.c_attn}.
     *
     * @throws QwenVlException when the checkpoint is not quantised, or naming the tensor that is missing, misshapen, of
     *     the wrong type or points outside the groups
     */
    public static GptqTensors of(Checkpoint checkpoint, String prefix, long inputs, long outputs) {
        QuantizationConfig quantization = checkpoint
                .config()
                .quantization()
                .orElseThrow(
                        () -> new QwenVlException(checkpoint.directory() + ": config.json has no quantization_config"));
        TensorList expected = new TensorList();
        expected.gptqLinear(prefix, inputs, outputs, quantization.groupSize());
        Map<String, TensorInfo> found = checkpoint.tensors().subMap(prefix + ".", prefix + "/");
        List<String> complaints = new TensorComparison(expected.shapes(), found).complaints();
        if (!complaints.isEmpty()) {
            throw new QwenVlException(checkpoint.directory() + ": " + String.join("; ", complaints));
        }
        GptqTensors tensors = new GptqTensors(
                checkpoint.tensor(prefix + ".qweight"),
                checkpoint.tensor(prefix + ".qzeros"),
                checkpoint.tensor(prefix + ".scales"),
                checkpoint.tensor(prefix + ".g_idx"),
                checkpoint.tensor(prefix + ".bias"));
        tensors.requireGroups(checkpoint.directory() + ": tensor " + prefix + ".g_idx");
        return tensors;
    }

    /**
     * The weight as {@code linear} wants it: {@code w[k, n] = scales[g, n] * (q[k, n] - (z[g, n] + 1))}, g = g_idx[k].
     *
     * @return float32 [N, K], owned by the caller's scope
     */
    public Tensor dequantize() {
        return Scopes.scoped(() -> {
            long outputs = qweight.size(1);
            Tensor group = groupIndex.to(ScalarType.Long);
            Tensor shifts = torch.arange(new Scalar(0), new Scalar(PACKED * BITS), new Scalar(BITS))
                    .to(ScalarType.Int);
            Tensor values = unpack(qweight.unsqueeze(1), shifts.view(1, PACKED, 1)) // [K/8, 8, N]
                    .reshape(-1, outputs); // [K, N]
            Tensor zeros = unpack(qzeros.unsqueeze(2), shifts.view(1, 1, PACKED)) // [groups, N/8, 8]
                    .reshape(-1, outputs) // [groups, N]
                    .add(new Scalar(1))
                    .index_select(0, group); // [K, N]
            Tensor scale = scales.to(ScalarType.Float).index_select(0, group); // [K, N]
            return values.sub(zeros).to(ScalarType.Float).mul(scale).t().contiguous(); // [N, K]
        });
    }

    private static Tensor unpack(Tensor packed, Tensor shifts) {
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
