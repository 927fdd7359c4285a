package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.checkpoint.GptqTensors;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.quantize.Int4Linear;
import io.github.qwenvl4j.quantize.Int4Weight;
import io.github.qwenvl4j.quantize.Int8Linear;
import io.github.qwenvl4j.quantize.Int8Weight;
import io.github.qwenvl4j.quantize.WideTiles;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Makes layers over whole numbers: of a packed checkpoint's tensors as they lie, of others by rounding them. */
final class PackedLinears implements AutoCloseable {

    private static final long KERNEL_ALIGNMENT = 64; // the int8 kernel crashes on less than 16

    private final TensorStore store;
    private final Packed packing;
    private final boolean packedAlready;
    private final String blocks;
    private final WideTiles tiles = new WideTiles();

    PackedLinears(TensorStore store, ModelConfig config, Packed packing) {
        this.store = store;
        this.packing = packing;
        this.blocks = config.blocks();
        this.packedAlready = config.quantization().orElse(null) instanceof Packed;
    }

    Linear linear(CheckpointLinear part) {
        Optional<Tensor> bias = part.isBiased()
                ? Optional.of(store.keep(() -> Tensors.to(part.bias(), torch.ScalarType.BFloat16)))
                : Optional.empty();
        Packed.Form form = packing.form(part.name().startsWith(blocks), part.allOutputs(), part.inputs());
        List<Tensor> weight = store.keepAll(() -> packedAlready ? stored(part, form) : rounded(part, form));
        return switch (form) {
            case INT8 -> new Int8Linear(new Int8Weight(weight.get(0), weight.get(1)), bias, tiles);
            case INT4 -> new Int4Linear(new Int4Weight(weight.get(0), weight.get(1)), bias, tiles);
        };
    }

    private List<Tensor> stored(CheckpointLinear part, Packed.Form form) {
        Tensor values = store.read(part.name(), Packed.shape(form, part.allOutputs(), part.inputs()));
        Tensor scales = store.read(part.name() + "_scales", Packed.scalesShape(form, part.allOutputs(), part.inputs()));
        if (form == Packed.Form.INT4) {
            return List.of(Tensors.aligned(values, KERNEL_ALIGNMENT), scales);
        }
        return List.of(Tensors.aligned(part.rows(values), KERNEL_ALIGNMENT), part.rows(scales));
    }

    /** Values and scales of a part in {@code form}. */
    static List<Tensor> rounded(CheckpointLinear part, Packed.Form form) {
        if (form == Packed.Form.INT8) {
            Int8Weight weight = Int8Weight.quantize(part.weight());
            return List.of(weight.values(), weight.scales());
        }
        Int4Weight weight = int4(part);
        return List.of(weight.packed(), weight.scalesAndZeros());
    }

    private static Int4Weight int4(CheckpointLinear part) {
        if (part.isGptq()) {
            GptqTensors gptq = part.gptq();
            if (gptq.groupsAreRuns()) {
                return Int4Weight.of(gptq);
            }
        }
        return Int4Weight.quantize(part.weight());
    }

    @Override
    public void close() {
        tiles.close();
    }
}
