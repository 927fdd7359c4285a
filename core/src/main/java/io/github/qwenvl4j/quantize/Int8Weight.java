package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code w = values * scales}, one scale per row.
 *
 * @param values int8 {@code [N, K]}
 * @param scales bfloat16 {@code [N]}
 */
public record Int8Weight(Tensor values, Tensor scales) {

    private static final int LARGEST = 127;
    private static final double LEAST = 1e-30; // so that a row of zeros has a nonzero scale

    /**
     * Rounds a weight {@code [N, K]} of any floating dtype. (Clipping the largest values of a row reduced the squared
     * error on normally distributed weights by only 1.5 %, so it is not done.)
     *
     * @return owned by the caller's scope
     */
    public static Int8Weight quantize(Tensor weight) {
        long outputs = weight.size(0);
        Int8Weight result = new Int8Weight(
                Tensors.empty(torch.ScalarType.Char, outputs, weight.size(1)),
                Tensors.empty(torch.ScalarType.BFloat16, outputs));
        RowRange.over(outputs, RowRange.small(weight.size(1)), range -> {
            Tensor w = Tensors.toFloat32(range.of(weight));
            Tensor largest = w.abs().amax(new long[] {1}, true); // [n, 1]
            Tensor scale =
                    Bfloat16.round(Tensors.multiply(largest, 1.0 / LARGEST).clamp_min(new Scalar(LEAST)));
            range.of(result.values).copy_(round(w, scale));
            range.of(result.scales).copy_(scale.squeeze(1));
        });
        return result;
    }

    private static Tensor round(Tensor w, Tensor scale) {
        return Tensors.clamp(w.div(scale).round_(), -LARGEST, LARGEST);
    }

    /** The weight {@code [N, K]}, float32, owned by the caller's scope. */
    public Tensor dequantize() {
        return Scopes.scoped(() -> Tensors.toFloat32(values).mul_(scales.unsqueeze(1)));
    }

    /** Some of the rows: views. */
    Int8Weight rows(RowRange range) {
        return new Int8Weight(range.of(values), range.of(scales));
    }

    long outputs() {
        return values.size(0);
    }

    long inputs() {
        return values.size(1);
    }
}
