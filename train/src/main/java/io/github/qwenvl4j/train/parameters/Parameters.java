package io.github.qwenvl4j.train.parameters;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.torch.Blocks;
import io.github.qwenvl4j.torch.Scopes;
import io.github.qwenvl4j.torch.TorchDevice;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The float32 master parameters of a model under their names in the checkpoint. Owns their native memory and that of
 * their gradients until closed. Not thread-safe.
 */
public final class Parameters implements AutoCloseable {

    private final Map<String, Tensor> all = new LinkedHashMap<>();

    /** Copies every tensor of a checkpoint to a device; none is trainable. */
    public static Parameters of(Checkpoint checkpoint, TorchDevice device) {
        return of(checkpoint, device, name -> false);
    }

    /**
     * Copies the tensors of a checkpoint to a device; none is trainable.
     *
     * @param asStored the names of those that keep their own dtype, and on the CPU are not copied but used where they lie; the
     *     checkpoint must stay open as long
     */
    public static Parameters of(Checkpoint checkpoint, TorchDevice device, Predicate<String> asStored) {
        Parameters parameters = new Parameters();
        for (String name : checkpoint.tensors().keySet()) {
            try (PointerScope scope = new PointerScope()) {
                Tensor stored = Blocks.view(checkpoint.tensor(name));
                Tensor kept = asStored.test(name) ? stored : stored.to(torch.ScalarType.Float, false, true, null);
                parameters.all.put(name, Scopes.retain(device.place(kept)));
            }
        }
        return parameters;
    }

    /** Adds a parameter that the checkpoint does not have, and keeps it. */
    void add(String name, Tensor value) {
        all.put(name, Scopes.retain(value));
    }

    /** Whether there is one with this name. */
    boolean has(String name) {
        return all.containsKey(name);
    }

    /** @throws QwenVlException if there is none with this name */
    public Tensor get(String name) {
        Tensor parameter = all.get(name);
        if (parameter == null) {
            throw new QwenVlException("the checkpoint has no tensor " + name);
        }
        return parameter;
    }

    /** By name, in the checkpoint's order. */
    public Map<String, Tensor> all() {
        return Collections.unmodifiableMap(all);
    }

    /** The trainable ones, by name. */
    public Map<String, Tensor> trainable() {
        Map<String, Tensor> trainable = new LinkedHashMap<>(all);
        trainable.values().removeIf(parameter -> !parameter.requires_grad());
        return trainable;
    }

    /** Makes exactly the parameters with these names trainable. */
    public void train(Predicate<String> names) {
        all.forEach((name, parameter) -> {
            try (PointerScope scope = new PointerScope()) {
                if (parameter.is_floating_point()) {
                    parameter.requires_grad_(names.test(name));
                }
            }
        });
    }

    /** Frees all gradients. */
    public void zeroGrad() {
        all.values().forEach(Parameters::dropGradient);
    }

    /** Frees the gradient of one tensor, if it has one. */
    public static void dropGradient(Tensor parameter) {
        try (PointerScope scope = new PointerScope()) {
            if (parameter.grad().defined()) {
                parameter.mutable_grad().reset();
            }
        }
    }

    @Override
    public void close() {
        all.values().forEach(Tensor::close);
        all.clear();
    }
}
