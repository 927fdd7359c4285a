package io.github.qwenvl4j.train.adapter;

import static io.github.qwenvl4j.adapter.AdapterFolder.DOWN;
import static io.github.qwenvl4j.adapter.AdapterFolder.UP;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.adapter.AdapterConfig;
import io.github.qwenvl4j.adapter.AdapterFolder;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.torch.Blocks;
import io.github.qwenvl4j.torch.TensorWriter;
import io.github.qwenvl4j.torch.Tensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The tensors of an adapter's folder, and what becomes of a base model's weights with them. Owns the folder until closed. */
public final class Adapter implements AutoCloseable {

    private final AdapterFolder folder;

    private Adapter(AdapterFolder folder) {
        this.folder = folder;
    }

    /** @throws QwenVlException if the folder has no adapter, or one that is not supported */
    public static Adapter open(Path folder) {
        return new Adapter(AdapterFolder.open(folder));
    }

    public AdapterConfig config() {
        return folder.config();
    }

    /** The names of all tensors. */
    public Iterable<String> names() {
        return folder.names();
    }

    /** A tensor by its name, where it lies; owned by the caller's scope, until this is closed. */
    public Tensor tensor(String name) {
        return Blocks.view(folder.tensor(name));
    }

    /** Whether the adapter changes or replaces the tensor of the base model with this name. */
    public boolean changes(String weight) {
        return folder.has(weight) || folder.has(module(weight) + DOWN);
    }

    private static String module(String weight) {
        return LinearSpec.module(weight);
    }

    /**
     * The tensor of the base model with the adapter in it: {@code W + scaling * B A} in float32, or what replaces it.
     *
     * @param base in any floating dtype
     * @return float32 if it is changed, otherwise {@code base}
     */
    public Tensor merged(String weight, Tensor base) {
        if (folder.has(weight)) {
            return Tensors.toFloat32(tensor(weight));
        }
        return delta(weight, base)
                .map(delta -> Tensors.toFloat32(base).add(delta))
                .orElse(base);
    }

    /** {@code scaling * B A}, float32, in the caller's scope; empty if the weight has none. */
    private Optional<Tensor> delta(String weight, Tensor base) {
        String module = module(weight);
        if (!weight.endsWith(".weight") || !folder.has(module + DOWN)) {
            return Optional.empty();
        }
        Tensor a = Tensors.toFloat32(tensor(module + DOWN));
        Tensor b = Tensors.toFloat32(tensor(module + UP));
        if (a.size(1) != base.size(1) || b.size(0) != base.size(0) || a.size(0) != b.size(1)) {
            throw new QwenVlException(
                    Kind.CHECKPOINT,
                    folder.folder() + ": the adapter of " + module + " is for " + b.size(0) + " x " + a.size(1)
                            + ", but the base model has " + base.size(0) + " x " + base.size(1));
        }
        return Optional.of(torch.matmul(b, a).mul(new Scalar(config().scaling())));
    }

    /** @throws QwenVlException if a tensor of the adapter belongs to nothing in the base model */
    public void requireFor(Iterable<String> weights) {
        Set<String> left = new LinkedHashSet<>(folder.names());
        for (String weight : weights) {
            left.remove(weight);
            left.remove(module(weight) + DOWN);
            left.remove(module(weight) + UP);
        }
        if (!left.isEmpty()) {
            throw new QwenVlException(
                    Kind.CHECKPOINT,
                    folder.folder() + ": the base model has no place for "
                            + left.iterator().next() + "; is this another model's adapter?");
        }
    }

    /** Writes an adapter; the caller keeps the tensors. */
    public static void write(Path folder, AdapterConfig config, Map<String, Tensor> tensors) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> named.put(AdapterFolder.PREFIX + name, tensor));
        try (PointerScope scope = new PointerScope()) {
            TensorWriter.write(folder, AdapterFolder.WEIGHTS + ".safetensors", named);
        }
        config.write(folder);
    }

    @Override
    public void close() {
        folder.close();
    }
}
