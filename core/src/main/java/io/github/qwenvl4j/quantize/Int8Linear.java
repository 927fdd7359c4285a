package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.tensor.NativeOperators;
import io.github.qwenvl4j.tensor.NativeProbes;
import io.github.qwenvl4j.tensor.NativeProducts;
import io.github.qwenvl4j.tensor.NativeWeight;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A linear layer with int8 weights. */
public final class Int8Linear extends QuantizedLinear<Int8Weight> {

    private static final long LIBTORCH_STEP = 16; // the number of inputs must be a multiple for LibTorch's kernel

    static final PackedKernel<Int8Weight> OWN = new PackedKernel<>(
            Long.MAX_VALUE, (rows, weight) -> NativeProducts.int8Product(rows, weight.values(), weight.scales()));

    static final PackedKernel<Int8Weight> LIBTORCH = new PackedKernel<>(
            12, (rows, weight) -> NativeOperators.int8Product(rows, weight.values(), weight.scales()));

    private final WideTiles tiles;

    /**
     * @param bias bfloat16 {@code [N]}
     * @param tiles shared by the layers of a model
     */
    public Int8Linear(Int8Weight weight, Optional<Tensor> bias, WideTiles tiles) {
        this(weight, bias, tiles, kernel(weight));
    }

    Int8Linear(Int8Weight weight, Optional<Tensor> bias, WideTiles tiles, PackedKernel<Int8Weight> kernel) {
        super(weight, bias, kernel, kernel == OWN);
        this.tiles = tiles;
    }

    private static PackedKernel<Int8Weight> kernel(Int8Weight weight) {
        if (NativeProducts.available()) {
            return OWN;
        }
        return weight.inputs() % LIBTORCH_STEP == 0 ? LIBTORCH : PackedKernel.none();
    }

    @Override
    NativeWeight ownForm(Int8Weight weight, Optional<Tensor> bias) {
        return new NativeWeight(
                NativeProbes.Form.INT8,
                weight.outputs(),
                weight.inputs(),
                weight.values(),
                Optional.of(weight.scales()),
                bias);
    }

    @Override
    Tensor widenedProduct(Tensor rows, Int8Weight weight) {
        Tensor y = Tensors.empty(torch.ScalarType.BFloat16, rows.size(0), weight.outputs());
        long step = Math.min(weight.outputs(), WideTiles.rows(weight.inputs(), 1));
        tiles.use(
                step * weight.inputs(),
                buffer -> RowRange.over(weight.outputs(), step, range -> {
                    Int8Weight part = weight.rows(range);
                    Tensor wide = buffer.narrow(0, 0, part.values().numel()).view(range.count(), weight.inputs());
                    wide.copy_(part.values()); // integers up to 127 are exact in bfloat16
                    torch.mul_out(y.narrow(1, range.start(), range.count()), torch.linear(rows, wide), part.scales());
                }));
        return y;
    }
}
