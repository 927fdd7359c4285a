package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.checkpoint.GptqTensors;
import io.github.qwenvl4j.checkpoint.QuantizationConfig;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code w = (q - 8) * scale + zero}, q from 0 to 15, with one scale and one zero per 128 inputs of an output.
 *
 * @param packed uint8 {@code [N/64, K, 32]}, see {@link Int4Layout}
 * @param scalesAndZeros bfloat16 {@code [K/group, N, 2]}
 */
public record Int4Weight(Tensor packed, Tensor scalesAndZeros) {

    private static final int GROUP = QuantizationConfig.Packed.GROUP;

    /**
     * Rounds a weight {@code [N, K]} of any floating dtype, N a multiple of 64 and K of 128: see {@link GroupRounding}.
     *
     * @return owned by the caller's scope
     */
    public static Int4Weight quantize(Tensor weight) {
        long outputs = weight.size(0);
        long inputs = weight.size(1);
        Tensor packed = Tensors.empty(torch.ScalarType.Byte, outputs / Int4Layout.BLOCK, inputs, Int4Layout.HALF);
        Tensor scalesAndZeros = Tensors.empty(torch.ScalarType.BFloat16, inputs / GROUP, outputs, 2);
        RowRange.over(outputs, RowRange.small(inputs), range -> {
            Tensor w = Tensors.toFloat32(range.of(weight)).reshape(range.count(), inputs / GROUP, GROUP); // [n, G, g]
            GroupRounding rounding = GroupRounding.best(w);
            Tensor values = rounding.values(w).to(torch.ScalarType.Byte).view(range.count(), inputs);
            packed.narrow(0, range.start() / Int4Layout.BLOCK, range.count() / Int4Layout.BLOCK)
                    .copy_(Int4Layout.pack(values));
            scalesAndZeros
                    .narrow(1, range.start(), range.count())
                    .copy_(pairs(
                            rounding.scale().squeeze(2).t(),
                            rounding.zero().squeeze(2).t()));
        });
        return new Int4Weight(packed, scalesAndZeros);
    }

    /**
     * Converts a GPTQ weight whose groups are consecutive inputs. Keeps its integers; rounds its scales to bfloat16,
     * like all other weights of a model that computes in bfloat16.
     *
     * @return owned by the caller's scope
     */
    public static Int4Weight of(GptqTensors gptq) {
        Tensor scale = Tensors.toFloat32(gptq.scales()); // [K/group, N]
        Tensor zero =
                Tensors.toFloat32(gptq.zeroPoints()).neg().add_(new Scalar(8)).mul_(scale);
        return new Int4Weight(Int4Layout.pack(gptq.values()), pairs(scale, zero).to(torch.ScalarType.BFloat16));
    }

    private static Tensor pairs(Tensor scale, Tensor zero) {
        return torch.stack(new TensorVector(scale, zero), 2); // [K/group, N, 2]
    }

    /** The weight {@code [N, K]}, float32, owned by the caller's scope. */
    public Tensor dequantize() {
        return Scopes.scoped(() -> {
            Tensor values = Tensors.cat(List.of(Int4Layout.low(packed), Int4Layout.high(packed)), 2); // [N/64, K, 64]
            Tensor columns = Tensors.toFloat32(values).permute(1, 0, 2).reshape(groups(), group(), outputs());
            Tensor wide = torch.addcmul(part(1), columns, part(0)); // [K/group, group, N]
            return wide.view(inputs(), outputs()).t().contiguous();
        });
    }

    /** Scales (0) or zeros (1), float32 {@code [K/group, 1, N]}. */
    private Tensor part(long index) {
        return Tensors.toFloat32(scalesAndZeros.select(2, index)).unsqueeze(1);
    }

    long outputs() {
        return scalesAndZeros.size(1);
    }

    long inputs() {
        return packed.size(1);
    }

    long groups() {
        return scalesAndZeros.size(0);
    }

    long group() {
        return inputs() / groups();
    }
}
