package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.checkpoint.GptqTensors;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Packed;
import io.github.qwenvl4j.cpu.NativeLayer;
import io.github.qwenvl4j.cpu.NativeRounding;
import io.github.qwenvl4j.cpu.WeightForm;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import java.util.List;
import java.util.Optional;

/** Makes layers over whole numbers: of a packed checkpoint's tensors as they lie, of others by rounding them. */
final class PackedLinears {

    private final TensorStore store;
    private final Packed packing;
    private final boolean packedAlready;
    private final String blocks;

    PackedLinears(TensorStore store, ModelConfig config, Packed packing) {
        this.store = store;
        this.packing = packing;
        this.blocks = config.blocks();
        this.packedAlready = config.quantization().orElse(null) instanceof Packed;
    }

    NativeLayer layer(CheckpointLinear part) {
        Optional<Block> bias = Optional.empty();
        if (part.isBiased()) {
            bias = Optional.of(store.keep(DType.BF16, part.outputs()));
            part.bias(bias.get());
        }
        Packed.Form form = form(part);
        PackedWeight weight = packedAlready ? stored(part, form) : kept(part, form);
        return new NativeLayer(
                form == Packed.Form.INT8 ? WeightForm.INT8 : WeightForm.INT4,
                part.outputs(),
                part.inputs(),
                weight.values(),
                Optional.of(weight.scales()),
                bias);
    }

    /** GPTQ weights whose groups do not consist of ours would lose by rounding them to 4 bits again. */
    private Packed.Form form(CheckpointLinear part) {
        Packed.Form form = packing.form(part.name().startsWith(blocks), part.allOutputs(), part.inputs());
        return part.isGptq() && !keepsGroups(part, packing.group()) ? Packed.Form.INT8 : form;
    }

    private PackedWeight stored(CheckpointLinear part, Packed.Form form) {
        Block values = store.read(part.name(), Packed.shape(form, part.allOutputs(), part.inputs()));
        Block scales = store.read(part.name() + "_scales", packing.scalesShape(form, part.allOutputs(), part.inputs()));
        return form == Packed.Form.INT4
                ? new PackedWeight(values, scales)
                : new PackedWeight(part.rows(values), part.rows(scales));
    }

    private PackedWeight kept(CheckpointLinear part, Packed.Form form) {
        PackedWeight weight = new PackedWeight(
                store.keep(PackedWeight.type(form), sizes(Packed.shape(form, part.outputs(), part.inputs()))),
                store.keep(DType.BF16, sizes(packing.scalesShape(form, part.outputs(), part.inputs()))));
        round(part, form, weight);
        return weight;
    }

    static long[] sizes(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** Writes a part in {@code form}. */
    static void round(CheckpointLinear part, Packed.Form form, PackedWeight to) {
        if (form == Packed.Form.INT4 && keepsGroups(part, to.group())) {
            regroup(part.gptq(), to);
            return;
        }
        part.inParts((start, rows) -> {
            if (form == Packed.Form.INT4) {
                NativeRounding.int4(rows, start, to.values(), to.scales());
            } else {
                NativeRounding.int8(
                        rows, to.values().rows(start, rows.size(0)), to.scales().rows(start, rows.size(0)));
            }
        });
    }

    /** Whether a GPTQ weight has groups of int4 already, each of which may be several of this size. */
    private static boolean keepsGroups(CheckpointLinear part, int group) {
        return part.isGptq() && part.gptq().consistsOf(group);
    }

    /** Keeps the integers; rounds the scales to bfloat16, like all other weights of a model that computes in bfloat16. */
    private static void regroup(GptqTensors gptq, PackedWeight to) {
        try (Allocation levels = Allocation.of(DType.U8, gptq.outputs(), gptq.inputs());
                Allocation pairs = Allocation.of(DType.F32, to.scales().shape())) {
            Block values = levels.block(DType.U8, gptq.outputs(), gptq.inputs());
            gptq.levels(values);
            NativeRounding.packInt4(values, to.values());
            Block wide = pairs.block(DType.F32, to.scales().shape());
            Conversion.write(pairs(gptq, to.group()), wide);
            Conversion.convert(wide, to.scales());
        }
    }

    /** Scale and zero {@code (8 - z) scale} of each run of inputs and output, {@code [K/run, N, 2]}. */
    private static float[] pairs(GptqTensors gptq, int run) {
        int outputs = gptq.outputs();
        int[] zeros = gptq.zeroPoints();
        float[] pairs = new float[2 * gptq.inputs() / run * outputs];
        for (int i = 0; i < pairs.length / 2; i++) {
            int from = gptq.groups()[i / outputs * run] * outputs + i % outputs;
            float scale = gptq.scales()[from];
            pairs[2 * i] = scale;
            pairs[2 * i + 1] = (8 - zeros[from]) * scale;
        }
        return pairs;
    }
}
