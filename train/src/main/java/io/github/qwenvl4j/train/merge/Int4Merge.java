package io.github.qwenvl4j.train.merge;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GptqTensors;
import io.github.qwenvl4j.checkpoint.QuantizationConfig.Gptq;
import io.github.qwenvl4j.internal.Internals;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.nn.AdaptableWeights;
import io.github.qwenvl4j.torch.Blocks;
import io.github.qwenvl4j.train.adapter.Adapter;
import io.github.qwenvl4j.weights.CheckpointWeights;
import io.github.qwenvl4j.weights.OpenedAdapter;
import io.github.qwenvl4j.weights.WeightFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Adds an adapter to int4 weights of GPTQ: they are dequantised, changed, and rounded again so that the layers' outputs on some
 * samples change least.
 *
 * @param folder of the adapter
 */
public record Int4Merge(Checkpoint base, Path folder, Adapter adapter, RoundingSamples calibration) {

    private static final long MOST_PRODUCTS = 2L << 30; // bytes of sums at a time

    /**
     * How near a model comes to the base model with its adapter on samples that rounding was not tuned on: the mean cosine of
     * logits.
     *
     * @param without the base model without its adapter
     * @param nearest every weight rounded to the nearest level
     * @param merged what was written
     */
    public record Nearness(double without, double nearest, double merged) {

        public boolean better() {
            return merged > without && merged >= nearest;
        }
    }

    public Int4Merge {
        if (!(base.config().quantization().orElse(null) instanceof Gptq gptq) || gptq.format() == Gptq.Format.AWQ) {
            throw new QwenVlException(
                    Kind.UNSUPPORTED,
                    base.directory() + ": adapters can be merged into floating weights and int4 weights of GPTQ only");
        }
    }

    private Gptq format() {
        return (Gptq) base.config().quantization().orElseThrow();
    }

    /** The quantised layers that the adapter changes, in order. */
    private List<String> modules() {
        return base.tensors().keySet().stream()
                .filter(name -> name.endsWith(".qweight"))
                .map(name -> name.substring(0, name.length() - ".qweight".length()))
                .filter(module -> adapter.changes(module + ".weight"))
                .toList();
    }

    /** Layers rounded to the nearest, by module. */
    Map<String, Int4Layer> nearest() {
        Map<String, Int4Layer> layers = new HashMap<>();
        modules().forEach(module -> layers.put(module, rounded(module, Optional.empty())));
        return layers;
    }

    /** Layers rounded with the samples, by module. */
    Map<String, Int4Layer> tuned() {
        Map<String, Int4Layer> layers = new HashMap<>();
        Precision precision = WeightFormat.choose(
                Optional.empty(), base.config(), OpenOptions.defaults().device());
        try (CheckpointWeights weights = new CheckpointWeights(base, precision, bytes -> {})) {
            LayerInputs inputs = new LayerInputs(weights);
            AdaptableWeights adaptable = new AdaptableWeights(inputs);
            Internals model = Internals.of(base, adaptable, precision, OpenOptions.defaults());
            try (ModelAdapter through =
                    OpenedAdapter.open(folder, adaptable.places(), base.config().blocks(), weights.newLayers())) {
                List<Prompt> prompts = calibration.tuning(model.through(through));
                for (Set<String> some : inParts()) {
                    inputs.begin(some);
                    prompts.forEach(prompt -> PromptLogits.of(model.network(), prompt));
                    some.forEach(module -> layers.put(module, rounded(module, inputs.products(module))));
                }
            } finally {
                inputs.begin(Set.of());
                model.engine().close();
            }
        }
        return layers;
    }

    /** Modules whose sums fit memory together. */
    private List<Set<String>> inParts() {
        List<Set<String>> parts = new ArrayList<>();
        long bytes = MOST_PRODUCTS;
        for (String module : modules()) {
            long inputs = 8 * base.tensors().get(module + ".qweight").shape().get(0);
            bytes += inputs * inputs * Float.BYTES;
            if (bytes > MOST_PRODUCTS) {
                parts.add(new LinkedHashSet<>());
                bytes = inputs * inputs * Float.BYTES;
            }
            parts.get(parts.size() - 1).add(module);
        }
        return parts;
    }

    private Int4Layer rounded(String module, Optional<Tensor> products) {
        List<Long> shape = base.tensors().get(module + ".qweight").shape();
        long inputs = 8 * shape.get(0);
        long outputs = shape.get(1);
        GptqTensors stored = GptqTensors.of(base, module, inputs, outputs);
        try (Allocation memory = Allocation.of(DType.F32, outputs, inputs);
                PointerScope scope = new PointerScope()) {
            Block weight = memory.block(DType.F32, outputs, inputs);
            stored.dequantize(0, weight);
            Tensor changed = adapter.merged(module + ".weight", Blocks.view(weight));
            Int4Rounding.Rounded rounded =
                    Int4Rounding.round(changed, stored.groups(), stored.groupCount(), format().sym(), products);
            return Int4Layer.of(rounded, Math.toIntExact(inputs), format().format());
        }
    }

    /** Compares a merged checkpoint, and one whose weights were rounded to the nearest, with the base model and its adapter. */
    Nearness nearness(Path merged, Path nearest) {
        List<float[]> wanted = logits(base.directory(), OpenOptions.defaults().withAdapter(folder));
        return new Nearness(
                PromptLogits.cosine(wanted, logits(base.directory(), OpenOptions.defaults())),
                PromptLogits.cosine(wanted, logits(nearest, OpenOptions.defaults())),
                PromptLogits.cosine(wanted, logits(merged, OpenOptions.defaults())));
    }

    private List<float[]> logits(Path checkpoint, OpenOptions options) {
        try (QwenVl model = QwenVl.open(checkpoint, options)) {
            return PromptLogits.of(model.internals(), calibration.judging(model.internals()));
        }
    }
}
