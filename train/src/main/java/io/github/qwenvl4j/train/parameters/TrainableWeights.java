package io.github.qwenvl4j.train.parameters;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GptqTensors;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Table;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.torch.Blocks;
import io.github.qwenvl4j.torch.Tensors;
import io.github.qwenvl4j.torch.TorchBackend;
import io.github.qwenvl4j.torch.TorchTable;
import io.github.qwenvl4j.torch.TorchTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Weights from {@link Parameters} for a model whose linear layers compute in one dtype; with adapters beside those layers
 * that an adapter targets.
 */
public final class TrainableWeights implements Weights {

    private final Parameters parameters;
    private final TorchBackend backend;
    private final Optional<Base> base;
    private final String prefix;

    private record Base(Checkpoint checkpoint, AdapterParameters adapter) {}

    /** Layers that compute as the backend does. */
    public TrainableWeights(Parameters parameters, TorchBackend backend) {
        this(parameters, backend, Optional.empty(), "");
    }

    /** @param base whose frozen layers may be quantised; must stay open as long as the model */
    public TrainableWeights(Parameters parameters, TorchBackend backend, Checkpoint base, AdapterParameters adapter) {
        this(parameters, backend, Optional.of(new Base(base, adapter)), "");
    }

    private TrainableWeights(Parameters parameters, TorchBackend backend, Optional<Base> base, String prefix) {
        this.parameters = parameters;
        this.backend = backend;
        this.base = base;
        this.prefix = prefix;
    }

    @Override
    public TorchBackend backend() {
        return backend;
    }

    @Override
    public Weights in(String child) {
        return new TrainableWeights(parameters, backend, base, prefix + child + ".");
    }

    @Override
    public TorchTensor tensor(String name, long... shape) {
        return backend.wrap(parameter(name, shape));
    }

    private Tensor parameter(String name, long... shape) {
        Tensor parameter = parameters.get(prefix + name);
        if (!Arrays.equals(parameter.shape(), shape)) {
            throw new QwenVlException("tensor " + prefix + name + " has shape " + Arrays.toString(parameter.shape())
                    + ", but config.json requires " + Arrays.toString(shape));
        }
        return parameter;
    }

    @Override
    public Table table(String name, long rows, long columns) {
        return new TorchTable(backend, parameter(name, rows, columns));
    }

    @Override
    public Linear linear(LinearSpec spec) {
        Linear plain =
                base.isPresent() && spec.parts().stream().noneMatch(this::isTrained) ? frozen(spec) : master(spec);
        List<LoraLinear.Part> parts = new ArrayList<>();
        int number = base.map(with -> with.adapter().number()).orElse(0);
        for (LinearSpec.Part part : spec.parts()) {
            Optional<LoraLinear.Pair> pair = part.whole()
                    ? base.flatMap(with -> with.adapter().pair(module(part), parameters))
                    : Optional.empty();
            parts.add(new LoraLinear.Part(part.count(), pair));
        }
        if (parts.stream().allMatch(part -> part.pair().isEmpty())) {
            return plain;
        }
        AdapterParameters adapter = base.orElseThrow().adapter();
        return new LoraLinear(backend, plain, parts, adapter.config().scaling(), adapter.dropout(), number);
    }

    private String module(LinearSpec.Part part) {
        return LinearSpec.module(prefix + part.weight());
    }

    private boolean isTrained(LinearSpec.Part part) {
        return parameters.has(prefix + part.weight())
                && parameters.get(prefix + part.weight()).requires_grad();
    }

    private Linear master(LinearSpec spec) {
        List<Tensor> weights = spec.parts().stream()
                .map(part -> parameter(part.weight(), shape(part)))
                .toList();
        return new MasterLinear(backend, spec, weights, biases(spec));
    }

    private static long[] shape(LinearSpec.Part part) {
        return part.shape().stream().mapToLong(Long::longValue).toArray();
    }

    private List<Tensor> biases(LinearSpec spec) {
        return spec.parts().stream()
                .flatMap(part -> part.bias().stream()
                        .map(name -> parameter(name, part.shape().get(0))))
                .toList();
    }

    /** GPTQ files may give every quantised layer a bias, also where the published architecture has none. */
    private Linear frozen(LinearSpec spec) {
        if (spec.parts().stream().anyMatch(part -> !part.whole() || part.shape().size() != 2)) {
            return master(spec);
        }
        List<Supplier<Tensor>> weights =
                spec.parts().stream().map(this::frozenWeight).toList();
        List<Tensor> biases = spec.parts().stream()
                .map(this::module)
                .filter(module -> parameters.has(module + ".bias"))
                .map(module -> parameters.get(module + ".bias"))
                .toList();
        if (!biases.isEmpty() && biases.size() < weights.size()) {
            throw new QwenVlException(module(spec.parts().get(0)) + ": only a part of the layer has a bias");
        }
        return new FrozenLinear(backend, weights, biases);
    }

    private Supplier<Tensor> frozenWeight(LinearSpec.Part part) {
        String module = module(part);
        if (!parameters.has(module + ".qweight")) {
            Tensor stored = parameter(part.weight(), shape(part));
            return () -> stored;
        }
        Checkpoint checkpoint = base.orElseThrow().checkpoint();
        long outputs = part.shape().get(0);
        long inputs = part.shape().get(1);
        return () -> {
            try (Allocation memory = Allocation.of(DType.F32, outputs, inputs)) {
                Block weight = memory.block(DType.F32, outputs, inputs);
                GptqTensors.of(checkpoint, module, inputs, outputs).dequantize(0, weight);
                Tensor rounded = Tensors.to(Blocks.view(weight), backend.compute());
                return Tensors.has(rounded, torch.ScalarType.Float) ? Blocks.tensor(weight) : rounded;
            }
        };
    }
}
