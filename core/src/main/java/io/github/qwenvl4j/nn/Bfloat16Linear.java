package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.NativeProbes;
import io.github.qwenvl4j.tensor.NativeProducts;
import io.github.qwenvl4j.tensor.NativeWeight;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * bfloat16 weights on the CPU, for inference.
 *
 * @param weight {@code [out, in]}, contiguous
 * @param bias {@code [out]}, bfloat16
 */
record Bfloat16Linear(Tensor weight, Optional<Tensor> bias) implements Linear {

    @Override
    public Tensor forward(Tensor x) {
        return Bfloat16Rows.multiply(x, bias, rows -> NativeProducts.bfloat16Product(rows, weight));
    }

    @Override
    public List<NativeWeight> packed() {
        return List.of(new NativeWeight(
                NativeProbes.Form.BFLOAT16, weight.size(0), weight.size(1), weight, Optional.empty(), bias));
    }
}
