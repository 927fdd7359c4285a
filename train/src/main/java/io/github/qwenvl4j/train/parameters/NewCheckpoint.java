package io.github.qwenvl4j.train.parameters;

import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.torch.LibTorch;
import io.github.qwenvl4j.torch.TensorWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Writes a checkpoint with random weights in the published layout, from which training starts. */
public final class NewCheckpoint {

    private NewCheckpoint() {}

    /**
     * @param directory created if it does not exist; must not contain weights
     * @param configJson file with the configuration of the new model
     */
    public static void write(Path directory, Path configJson, Path rankFile, long seed) {
        write(directory, QwenVlConfig.read(configJson), rankFile, seed);
    }

    /**
     * @param directory created if it does not exist; must not contain weights
     * @param config of the new model
     * @param rankFile copied as {@code qwen.tiktoken}
     * @param seed of the random weights
     */
    public static void write(Path directory, QwenVlConfig config, Path rankFile, long seed) {
        LibTorch.load();
        Map<String, Tensor> weights = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope()) {
            Files.createDirectories(directory);
            torch.manual_seed(seed);
            InitialWeights initial = new InitialWeights(config);
            config.tensors().shapes().forEach((name, shape) -> weights.put(name, initial.of(name, shape)));
            config.write(directory.resolve("config.json"));
            GenerationConfig.DEFAULTS.write(directory.resolve("generation_config.json"));
            Files.copy(rankFile, directory.resolve("qwen.tiktoken"));
            TensorWriter.write(directory, weights);
        } catch (IOException e) {
            throw FileProblem.writing(directory, e);
        }
    }
}
