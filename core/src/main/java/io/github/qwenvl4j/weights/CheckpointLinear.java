package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.checkpoint.GptqTensors;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One part of a linear layer as a checkpoint holds it, under full names.
 *
 * @param prefix of the part's names
 * @param inputs of the layer
 */
record CheckpointLinear(TensorStore store, String prefix, LinearSpec.Part part, long inputs) {

    String name() {
        return prefix + part.weight();
    }

    private String stem() {
        return name().replaceAll("\\.weight$", "");
    }

    boolean isGptq() {
        return store.isGptq(stem());
    }

    /** Outputs of the whole tensor that the part belongs to. */
    long allOutputs() {
        return part.shape().get(0);
    }

    /** The part's weight {@code [count, inputs]} in a floating dtype. */
    Tensor weight() {
        Tensor whole = isGptq() ? gptq().dequantize() : store.read(name(), part.shape());
        return rows(whole.dim() == 2 ? whole : whole.flatten(1, -1)); // [out, in]
    }

    GptqTensors gptq() {
        return store.readGptq(stem(), allOutputs(), inputs);
    }

    boolean isBiased() {
        return biasName().isPresent();
    }

    /** The part's bias {@code [count]}; zeros for one that has none, beside others that have one. */
    Tensor bias() {
        return rows(biasName()
                .map(name -> store.read(name, allOutputs()))
                .orElseGet(() -> Tensors.zeros(torch.ScalarType.Float, allOutputs())));
    }

    /** Some GPTQ files give every quantised layer a bias, also where the published architecture has none. */
    private Optional<String> biasName() {
        return isGptq()
                ? Optional.of(stem() + ".bias").filter(store::has)
                : part.bias().map(prefix::concat);
    }

    /** This part's rows of {@code whole}: a view. */
    Tensor rows(Tensor whole) {
        return part.whole() ? whole : whole.narrow(0, part.start(), part.count());
    }
}
