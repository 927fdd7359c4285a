package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.NativeWeight;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Several layers with the same input as one layer, their outputs concatenated; used where the weights themselves cannot
 * be stacked.
 *
 * @param layers of one compute dtype
 */
public record StackedLinear(List<Linear> layers) implements Linear {

    public StackedLinear {
        layers = List.copyOf(layers);
    }

    @Override
    public Tensor forward(Tensor x) {
        List<Tensor> outputs = layers.stream().map(layer -> layer.forward(x)).toList();
        return Tensors.cat(outputs, outputs.get(0).dim() - 1);
    }

    @Override
    public List<NativeWeight> packed() {
        boolean all = layers.stream().noneMatch(layer -> layer.packed().isEmpty());
        return all ? layers.stream().flatMap(layer -> layer.packed().stream()).toList() : List.of();
    }
}
