package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.tensor.NativeOperators;
import io.github.qwenvl4j.tensor.NativeProbes;
import io.github.qwenvl4j.tensor.NativeProducts;
import io.github.qwenvl4j.tensor.NativeWeight;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A linear layer with int4 weights. */
public final class Int4Linear extends QuantizedLinear<Int4Weight> {

    static final PackedKernel<Int4Weight> OWN = new PackedKernel<>(
            Long.MAX_VALUE,
            (rows, weight) -> NativeProducts.int4Product(rows, weight.packed(), weight.scalesAndZeros()));

    static final PackedKernel<Int4Weight> LIBTORCH = new PackedKernel<>(48, Int4Linear::libTorchProduct);

    private final WideTiles tiles;

    /**
     * @param bias bfloat16 {@code [N]}
     * @param tiles shared by the layers of a model
     */
    public Int4Linear(Int4Weight weight, Optional<Tensor> bias, WideTiles tiles) {
        this(weight, bias, tiles, kernel(weight));
    }

    Int4Linear(Int4Weight weight, Optional<Tensor> bias, WideTiles tiles, PackedKernel<Int4Weight> kernel) {
        super(weight, bias, kernel, kernel == OWN);
        this.tiles = tiles;
    }

    private static PackedKernel<Int4Weight> kernel(Int4Weight weight) {
        if (NativeProducts.takesInt4(weight.outputs(), weight.inputs(), weight.group())) {
            return OWN;
        }
        return Int4Layout.isLibTorchs() ? LIBTORCH : PackedKernel.none();
    }

    private static Tensor libTorchProduct(Tensor rows, Int4Weight weight) {
        Tensor flat = weight.packed().view(weight.outputs(), -1); // [N, K/2]
        return NativeOperators.int4Product(rows, flat, weight.group(), weight.scalesAndZeros());
    }

    @Override
    NativeWeight ownForm(Int4Weight weight, Optional<Tensor> bias) {
        return new NativeWeight(
                NativeProbes.Form.INT4,
                weight.outputs(),
                weight.inputs(),
                weight.packed(),
                Optional.of(weight.scalesAndZeros()),
                bias);
    }

    @Override
    Tensor widenedProduct(Tensor rows, Int4Weight weight) {
        Tensor y = Tensors.empty(torch.ScalarType.BFloat16, rows.size(0), weight.outputs());
        long step = Math.min(weight.outputs(), WideTiles.rows(weight.inputs(), Int4Layout.BLOCK));
        tiles.use(
                step * weight.inputs(),
                buffer -> RowRange.over(weight.outputs(), step, range -> {
                    Tensor wide =
                            buffer.narrow(0, 0, range.count() * weight.inputs()).view(weight.inputs(), range.count());
                    widen(range, weight, wide);
                    y.narrow(1, range.start(), range.count()).copy_(torch.mm(rows, wide));
                }));
        return y;
    }

    /**
     * The outputs of {@code range} as bfloat16 columns {@code [K, n]}; the packed layout is already ordered by input.
     */
    private static void widen(RowRange range, Int4Weight weight, Tensor columns) {
        long first = range.start() / Int4Layout.BLOCK;
        long blocks = range.count() / Int4Layout.BLOCK;
        Tensor packed = weight.packed().narrow(0, first, blocks); // [b, K, 32]
        Tensor byBlock = columns.view(weight.inputs(), blocks, Int4Layout.BLOCK); // [K, b, 64]
        byBlock.narrow(2, 0, Int4Layout.HALF).copy_(Int4Layout.low(packed).transpose(0, 1));
        byBlock.narrow(2, Int4Layout.HALF, Int4Layout.HALF)
                .copy_(Int4Layout.high(packed).transpose(0, 1));
        Tensor byGroup = columns.view(weight.groups(), weight.group(), range.count()); // [G, group, n]
        Tensor pairs = weight.scalesAndZeros().narrow(1, range.start(), range.count()); // [G, n, 2]
        Tensor scales = pairs.select(2, 0).unsqueeze(1).contiguous(); // [G, 1, n]
        Tensor zeros = pairs.select(2, 1).unsqueeze(1).contiguous();
        torch.addcmul_out(byGroup, zeros, byGroup, scales);
    }
}
