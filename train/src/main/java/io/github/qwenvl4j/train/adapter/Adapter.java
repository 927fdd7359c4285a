package io.github.qwenvl4j.train.adapter;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.TensorFiles;
import io.github.qwenvl4j.torch.Blocks;
import io.github.qwenvl4j.torch.TensorWriter;
import io.github.qwenvl4j.torch.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * An adapter as peft writes it: {@code adapter_config.json} and {@code adapter_model.safetensors} or {@code .bin}. Names
 * here are those of the model, without peft's prefix: {@code transformer.h.0.attn.c_attn.lora_A.weight}, and
 * {@code lm_head.weight} for a module that is saved as a whole. Owns its mapped file until closed.
 */
public final class Adapter implements AutoCloseable {

    private static final String PREFIX = "base_model.model.";
    private static final String WEIGHTS = "adapter_model";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";

    private final Path folder;
    private final AdapterConfig config;
    private final TensorFiles files;
    private final Map<String, String> stored = new LinkedHashMap<>(); // names in the file

    private Adapter(Path folder, AdapterConfig config, TensorFiles files) {
        this.folder = folder;
        this.config = config;
        this.files = files;
        files.tensors().keySet().forEach(name -> stored.put(plain(name), name));
    }

    /** @throws QwenVlException if the folder has no adapter, or one that is not supported */
    public static Adapter open(Path folder) {
        if (!Files.exists(folder.resolve(AdapterConfig.FILE))) {
            throw new QwenVlException(
                    Kind.CHECKPOINT, folder + ": no adapter here (" + AdapterConfig.FILE + " is missing)");
        }
        AdapterConfig config = AdapterConfig.read(folder);
        for (String ending : new String[] {".safetensors", ".bin"}) {
            Path file = folder.resolve(WEIGHTS + ending);
            if (Files.exists(file)) {
                return new Adapter(folder, config, TensorFiles.openFile(file));
            }
        }
        throw new QwenVlException(Kind.CHECKPOINT, folder + ": " + WEIGHTS + ".safetensors is missing");
    }

    private static String plain(String name) {
        String own = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        return own.replace(".lora_A.default.", ".lora_A.")
                .replace(".lora_B.default.", ".lora_B.")
                .replace(".modules_to_save.default.", ".");
    }

    public AdapterConfig config() {
        return config;
    }

    /** The names of all tensors. */
    public Iterable<String> names() {
        return stored.keySet();
    }

    /** A tensor by its name, where it lies; owned by the caller's scope, until this is closed. */
    public Tensor tensor(String name) {
        return Blocks.view(files.tensor(stored.get(name)));
    }

    /** Whether the adapter changes or replaces the tensor of the base model with this name. */
    public boolean changes(String weight) {
        return stored.containsKey(weight) || stored.containsKey(module(weight) + A);
    }

    private static String module(String weight) {
        return weight.replaceAll("\\.weight$", "");
    }

    /**
     * The tensor of the base model with the adapter in it: {@code W + scaling * B A} in float32, or what replaces it.
     *
     * @param base in any floating dtype
     * @return float32 if it is changed, otherwise {@code base}
     */
    public Tensor merged(String weight, Tensor base) {
        if (stored.containsKey(weight)) {
            return Tensors.toFloat32(tensor(weight));
        }
        return delta(weight, base)
                .map(delta -> Tensors.toFloat32(base).add(delta))
                .orElse(base);
    }

    /** {@code scaling * B A}, float32, in the caller's scope; empty if the weight has none. */
    private Optional<Tensor> delta(String weight, Tensor base) {
        String module = module(weight);
        if (!weight.endsWith(".weight") || !stored.containsKey(module + A)) {
            return Optional.empty();
        }
        Tensor a = Tensors.toFloat32(tensor(module + A));
        Tensor b = Tensors.toFloat32(tensor(module + B));
        if (a.size(1) != base.size(1) || b.size(0) != base.size(0) || a.size(0) != b.size(1)) {
            throw new QwenVlException(
                    Kind.CHECKPOINT,
                    folder + ": the adapter of " + module + " is for " + b.size(0) + " x " + a.size(1)
                            + ", but the base model has " + base.size(0) + " x " + base.size(1));
        }
        return Optional.of(torch.matmul(b, a).mul(new Scalar(config.scaling())));
    }

    /** @throws QwenVlException if a tensor of the adapter belongs to nothing in the base model */
    public void requireFor(Iterable<String> weights) {
        Map<String, String> left = new LinkedHashMap<>(stored);
        for (String weight : weights) {
            left.remove(weight);
            left.remove(module(weight) + A);
            left.remove(module(weight) + B);
        }
        if (!left.isEmpty()) {
            throw new QwenVlException(
                    Kind.CHECKPOINT,
                    folder + ": the base model has no place for "
                            + left.keySet().iterator().next() + "; is this another model's adapter?");
        }
    }

    /** Writes an adapter; the caller keeps the tensors. */
    public static void write(Path folder, AdapterConfig config, Map<String, Tensor> tensors) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> named.put(PREFIX + name, tensor));
        try (PointerScope scope = new PointerScope()) {
            TensorWriter.write(folder, WEIGHTS + ".safetensors", named);
        }
        config.write(folder);
    }

    @Override
    public void close() {
        files.close();
    }
}
