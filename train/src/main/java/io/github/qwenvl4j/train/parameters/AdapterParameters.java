package io.github.qwenvl4j.train.parameters;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.adapter.AdapterConfig;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.torch.TorchDevice;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The trained matrices of an adapter, for every weight of the base model that it targets. */
public final class AdapterParameters {

    private static final int PACKED = 8; // 4-bit values in one element of a packed weight

    private final AdapterConfig config;
    private final Dropout dropout;
    private final Map<String, long[]> shapes; // [outputs, inputs] by module
    private final Set<String> used = new HashSet<>();

    private AdapterParameters(AdapterConfig config, Map<String, long[]> shapes) {
        this.config = config;
        this.dropout = new Dropout(config.dropout());
        this.shapes = shapes;
    }

    /** @throws QwenVlException if the adapter targets nothing */
    public static AdapterParameters of(AdapterConfig config, Checkpoint base) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (TensorInfo tensor : base.tensors().values()) {
            String module = tensor.name().replaceAll("\\.q?weight$", "");
            boolean matrix = tensor.shape().size() == 2 && !module.equals(tensor.name());
            if (matrix && config.targets().match(module)) {
                boolean packed = tensor.name().endsWith(".qweight");
                long first = tensor.shape().get(0);
                long second = tensor.shape().get(1);
                shapes.put(module, packed ? new long[] {second, first * PACKED} : new long[] {first, second});
            }
        }
        if (shapes.isEmpty()) {
            throw new QwenVlException("the adapter targets no linear layer of " + base.directory());
        }
        return new AdapterParameters(config, shapes);
    }

    public AdapterConfig config() {
        return config;
    }

    public Dropout dropout() {
        return dropout;
    }

    /** The number of values in all matrices. */
    public long count() {
        return shapes.values().stream()
                .mapToLong(shape -> config.rank() * (shape[0] + shape[1]))
                .sum();
    }

    /** Adds the matrices: A uniform as in peft, B zero, so that nothing changes at first. Uses LibTorch's generator. */
    public void addTo(Parameters parameters, TorchDevice device) {
        shapes.forEach((module, shape) -> {
            try (PointerScope scope = new PointerScope()) {
                double bound = 1 / Math.sqrt(shape[1]);
                Tensor down = torch.rand(new long[] {config.rank(), shape[1]})
                        .mul(new Scalar(2 * bound))
                        .sub(new Scalar(bound));
                parameters.add(down(module), device.place(down));
                parameters.add(up(module), device.place(torch.zeros(new long[] {shape[0], config.rank()})));
            }
        });
    }

    /** Whether the parameter belongs to the adapter: one of its matrices, or a module that is trained as a whole. */
    public boolean owns(String parameter) {
        String module = parameter.replaceAll("\\.(lora_[AB]\\.)?weight$", "");
        boolean matrix = parameter.endsWith(".lora_A.weight") || parameter.endsWith(".lora_B.weight");
        return matrix
                ? shapes.containsKey(module)
                : config.save().stream()
                        .anyMatch(saved ->
                                parameter.equals(saved + ".weight") || parameter.endsWith("." + saved + ".weight"));
    }

    /** The matrices of a module; empty if it is not a target. */
    Optional<LoraLinear.Pair> pair(String module, Parameters parameters) {
        if (!shapes.containsKey(module)) {
            return Optional.empty();
        }
        used.add(module);
        return Optional.of(new LoraLinear.Pair(parameters.get(down(module)), parameters.get(up(module))));
    }

    /** Number of a layer, for its dropout masks. */
    int number() {
        return used.size();
    }

    /** @throws QwenVlException if a target is not a linear layer on its own */
    public void requireUsed() {
        Set<String> left = new HashSet<>(shapes.keySet());
        left.removeAll(used);
        if (!left.isEmpty()) {
            throw new QwenVlException(left.iterator().next() + " cannot have an adapter: it is not a linear layer");
        }
    }

    private static String down(String module) {
        return module + ".lora_A.weight";
    }

    private static String up(String module) {
        return module + ".lora_B.weight";
    }
}
