package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.tensor.NativeOperators;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A linear layer over int8 weights. */
public final class Int8Linear extends QuantizedLinear {

    private static final long FEW_ROWS = 12; // measured: from here on the packed kernel is the slower way
    private static final long KERNEL_STEP = 16; // inputs that the packed kernel takes at a time

    private final Int8Weight weight;
    private final WideTiles tiles;

    /**
     * @param bias bfloat16 {@code [N]}
     * @param tiles shared by the layers of a model
     */
    public Int8Linear(Int8Weight weight, Optional<Tensor> bias, WideTiles tiles) {
        super(bias);
        this.weight = weight;
        this.tiles = tiles;
    }

    @Override
    boolean packed(long rows) {
        return rows <= FEW_ROWS && weight.inputs() % KERNEL_STEP == 0;
    }

    @Override
    Tensor packedProduct(Tensor rows) {
        return NativeOperators.int8Product(rows, weight.values(), weight.scales());
    }

    @Override
    Tensor widenedProduct(Tensor rows) {
        Tensor y = Tensors.empty(torch.ScalarType.BFloat16, rows.size(0), weight.outputs());
        long step = Math.min(weight.outputs(), WideTiles.rows(weight.inputs(), 1));
        tiles.use(
                step * weight.inputs(),
                buffer -> RowRange.over(weight.outputs(), step, range -> {
                    Int8Weight part = weight.rows(range);
                    Tensor wide = buffer.narrow(0, 0, part.values().numel()).view(range.count(), weight.inputs());
                    wide.copy_(part.values()); // whole numbers up to 127 are exact in bfloat16
                    torch.mul_out(y.narrow(1, range.start(), range.count()), torch.linear(rows, wide), part.scales());
                }));
        return y;
    }
}
