package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Explains what a path is if it is not a checkpoint folder, and what a folder without weights contains. */
record CheckpointFolder(Path path) {

    private static final String GGUF = ".gguf";
    private static final String GGUF_IS =
            "a GGUF file, the form of llama.cpp; open the folder that it was made from, which has a config.json";
    private static final String WEIGHTS = ".*\\.(safetensors|bin|pt|pth)";

    /** @throws QwenVlException saying what the path is if it is not a folder with a config.json */
    void require() {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw refusal("no such folder");
        }
        if (!Files.isDirectory(path)) {
            throw refusal(file());
        }
        if (!present("config.json")) {
            throw refusal(withoutConfig().orElse("is not a checkpoint: it has no config.json"));
        }
    }

    private String file() {
        String name = path.getFileName().toString();
        if (name.endsWith(GGUF)) {
            return "is " + GGUF_IS;
        }
        if (Files.isSymbolicLink(path) && !Files.exists(path)) {
            return "is a link to a folder that is not there";
        }
        return name.matches(WEIGHTS) || name.endsWith(".json")
                ? "is a file of a checkpoint; use the folder that contains it"
                : "is a file, not a checkpoint's folder";
    }

    private Optional<String> withoutConfig() {
        List<String> names = names();
        if (names.contains("adapter_config.json")) {
            return Optional.of("is an adapter without its model: merge it into the model first");
        }
        if (names.stream().anyMatch(name -> name.endsWith(GGUF))) {
            return Optional.of("holds " + GGUF_IS);
        }
        Optional<String> model =
                names.stream().filter(name -> name.startsWith("models--")).findFirst();
        if (model.isPresent()) {
            String name = model.get().substring("models--".length()).replaceFirst("--", "/");
            return Optional.of("is a cache of several models; name one of them, for example " + name);
        }
        if (names.contains("snapshots")) {
            return Optional.of("is a model's folder in a cache; name the folder of one revision in its snapshots");
        }
        Optional<String> step =
                names.stream().filter(name -> name.matches("step-\\d{8}")).max(String::compareTo);
        return step.map(
                newest -> "is the folder of a training run; name one of its checkpoints, for example " + newest);
    }

    /** The reason why no weight file was found. */
    QwenVlException withoutWeights() {
        List<String> names = names();
        if (names.stream().anyMatch(name -> name.endsWith(GGUF))) {
            return refusal("holds " + GGUF_IS);
        }
        Optional<String> shard = names.stream()
                .filter(name -> name.matches("(model|pytorch_model)-\\d+-of-\\d+\\.(safetensors|bin)"))
                .findFirst();
        if (shard.isPresent()) {
            String index = shard.get().replaceFirst("-\\d+-of-\\d+(\\.\\w+)", "$1.index.json");
            return refusal(index + " is missing, which says which tensor is in which shard");
        }
        if (names.contains("quantize_config.json")) {
            return refusal(
                    "is in the old layout of AutoGPTQ: it needs quantization_config in config.json and model.safetensors");
        }
        return refusal("no weights: neither model.safetensors nor pytorch_model.bin, nor a .index.json of either");
    }

    /** Whether this file exists; also true for a dangling link, for which reading gives the error. */
    boolean present(String name) {
        return Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    private List<String> names() {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw FileProblem.reading(path, e);
        }
    }

    private QwenVlException refusal(String what) {
        return new QwenVlException(Kind.CHECKPOINT, path + ": " + what);
    }
}
