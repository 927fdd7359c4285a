package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.QwenVlException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which checkpoint a command works on. */
final class ModelOption {

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Checkpoint directory in the published layout; the built-in model when absent.")
    private Path directory;

    /** @throws QwenVlException when none is given and none is built in */
    Path directory() {
        return directory != null ? directory : builtIn();
    }

    private static Path builtIn() {
        Path pico = Path.of(System.getProperty("qwenvl.home", "."), "models", "pico");
        if (!Files.exists(pico.resolve("config.json"))) {
            throw new QwenVlException("give a checkpoint with --model DIR (this build has no model of its own)");
        }
        return pico;
    }
}
