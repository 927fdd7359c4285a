package io.github.qwenvl4j.train.parameters;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Weights from {@link Parameters} for a model whose linear layers compute in one dtype. */
public final class TrainableWeights implements Weights {

    private final Parameters parameters;
    private final torch.ScalarType compute;
    private final String prefix;

    /** @param compute dtype of the linear layers: float32 or bfloat16 */
    public TrainableWeights(Parameters parameters, torch.ScalarType compute) {
        this(parameters, compute, "");
    }

    private TrainableWeights(Parameters parameters, torch.ScalarType compute, String prefix) {
        this.parameters = parameters;
        this.compute = compute;
        this.prefix = prefix;
    }

    @Override
    public Weights in(String child) {
        return new TrainableWeights(parameters, compute, prefix + child + ".");
    }

    @Override
    public Tensor tensor(String name, long... shape) {
        Tensor parameter = parameters.get(prefix + name);
        if (!Arrays.equals(parameter.shape(), shape)) {
            throw new QwenVlException("tensor " + prefix + name + " has shape " + Arrays.toString(parameter.shape())
                    + ", but config.json requires " + Arrays.toString(shape));
        }
        return parameter;
    }

    @Override
    public Tensor table(String name, long rows, long columns) {
        return tensor(name, rows, columns);
    }

    @Override
    public Linear linear(LinearSpec spec) {
        List<Tensor> weights = spec.parts().stream()
                .map(part -> tensor(
                        part.weight(),
                        part.shape().stream().mapToLong(Long::longValue).toArray()))
                .toList();
        List<Tensor> biases = spec.parts().stream()
                .flatMap(part -> part.bias().stream()
                        .map(name -> tensor(name, part.shape().get(0))))
                .toList();
        return new MasterLinear(spec, weights, biases, compute);
    }

    /** The dtype of the linear layers: with bfloat16 a step takes 0.7 of the time (docs/LOG.md). */
    @Override
    public torch.ScalarType attentionDtype() {
        return compute;
    }
}
