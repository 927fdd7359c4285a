package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.hub.HubSettings;
import io.github.qwenvl4j.hub.ModelHub;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which checkpoint a command works on. */
final class ModelOption {

    @Option(
            names = "--model",
            paramLabel = "DIR|NAME",
            description = {
                "Checkpoint directory in the published layout, or the name of a pulled model (Qwen/Qwen-VL-Chat,",
                "Qwen/Qwen-VL-Chat@REVISION); the built-in model when absent."
            })
    private String model;

    /** @throws QwenVlException when the model is not on this machine, or none is given and none is built in */
    Path directory() {
        return model != null ? new ModelHub(HubSettings.fromEnvironment()).locate(model) : builtIn();
    }

    /** What to call the model: the name it was pulled by, or its folder's. */
    String name() {
        Path directory = directory();
        boolean pulled = model != null && !Files.isDirectory(Path.of(model));
        return pulled
                ? model.replaceFirst("@.*", "")
                : directory.toAbsolutePath().normalize().getFileName().toString();
    }

    private static Path builtIn() {
        Path pico = Path.of(System.getProperty("qwenvl.home", "."), "models", "pico");
        if (!Files.exists(pico.resolve("config.json"))) {
            throw new QwenVlException("give a checkpoint with --model DIR (this build has no model of its own)");
        }
        return pico;
    }
}
