package io.github.qwenvl4j.train.adapter;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.family.qwenvl.QwenVlFamily;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.torch.Blocks;
import io.github.qwenvl4j.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Writes a base model with an adapter in it as a checkpoint in the published layout. */
public record MergedCheckpoint(Checkpoint base, Adapter adapter) {

    private static final long SHARD_BYTES = 2L << 30;

    /**
     * @param target created if it does not exist
     * @param dtype of all weights; empty: of each as in the base model
     * @return number of weights that the adapter changed
     */
    public int write(Path target, Optional<DType> dtype) {
        base.requireComplete();
        QwenVlConfig config = QwenVlConfig.of(base);
        if (config.quantization().isPresent()) {
            throw new QwenVlException(
                    Kind.UNSUPPORTED,
                    base.directory() + ": is quantised; only int4 weights of GPTQ can be merged into");
        }
        adapter.requireFor(base.tensors().keySet());
        try {
            Files.createDirectories(target);
            Files.copy(QwenVlFamily.rankFile(base), target.resolve("qwen.tiktoken"));
        } catch (IOException e) {
            throw FileProblem.writing(target, e);
        }
        List<TensorInfo> layout = base.tensors().values().stream()
                .map(tensor ->
                        new TensorInfo(tensor.name(), dtype.orElse(tensor.dtype()), tensor.shape(), tensor.file()))
                .toList();
        TreeMap<String, DType> types = new TreeMap<>();
        layout.forEach(tensor -> types.put(tensor.name(), tensor.dtype()));
        new SafetensorsWriter(target, SHARD_BYTES).write(layout, (name, body) -> merged(name, types.get(name), body));
        base.generation().write(target.resolve("generation_config.json"));
        dtype.map(MergedCheckpoint::name).map(config::withDtype).orElse(config).write(target.resolve("config.json"));
        return (int) base.tensors().keySet().stream().filter(adapter::changes).count();
    }

    private void merged(String name, DType type, Consumer<Block> body) {
        try (PointerScope scope = new PointerScope()) {
            Tensor merged = adapter.merged(name, Blocks.view(base.tensor(name)));
            Blocks.read(Tensors.to(merged, Blocks.scalarType(type)), body);
        }
    }

    private static String name(DType dtype) {
        return switch (dtype) {
            case BF16 -> "bfloat16";
            case F16 -> "float16";
            default -> "float32";
        };
    }
}
