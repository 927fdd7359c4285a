package io.github.qwenvl4j.cli.serve;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.server.http.ModelMemory;
import io.github.qwenvl4j.server.http.ModelSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which models a server serves, and how long they stay in memory. */
final class ServedModels {

    @Option(
            names = "--model",
            paramLabel = "[NAME=]DIR",
            description =
                    "Checkpoint directory in the published layout, or the name of a pulled model; repeatable, with the name "
                            + "for clients before it. The first is loaded now, the others when they are asked for. "
                            + "Default: the built-in model.")
    private List<String> models = List.of();

    @Option(
            names = "--model-id",
            paramLabel = "NAME",
            description =
                    "Name of the only model for clients (default: the name it was pulled by, or its folder's name).")
    private String modelId;

    @Option(
            names = "--memory",
            paramLabel = "MB",
            description =
                    "Memory for the weights of all loaded models, counted by the size of their files; the model that "
                            + "was not used for longest makes room (default: no limit).")
    private Integer megabytes;

    @Option(
            names = "--keep-alive",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Unload a model that was not used for so long; 0 (default): never.")
    private int keepAliveSeconds;

    private record Named(String name, Path directory, long bytes) {}

    /** @throws QwenVlException for a model that is not there, a name given twice, one that cannot fit the memory */
    List<ModelSource> sources(Function<Path, QwenVl> open) {
        List<Named> named = named();
        ModelMemory memory = memory();
        for (int i = 0; i < named.size(); i++) {
            Named model = named.get(i);
            if (named.subList(0, i).stream().anyMatch(other -> other.name().equals(model.name()))) {
                throw new QwenVlException("model has the name " + model.name() + " twice; NAME=DIR gives another");
            }
            if (model.bytes() > memory.bytes()) {
                throw new QwenVlException("memory is %d MB, but model %s takes %d"
                        .formatted(megabytes, model.name(), (model.bytes() >> 20) + 1));
            }
        }
        return named.stream()
                .map(model -> new ModelSource(model.name(), () -> open.apply(model.directory()), model.bytes()))
                .toList();
    }

    ModelMemory memory() {
        if (megabytes != null && megabytes < 1) {
            throw new QwenVlException("memory is " + megabytes + ", but must be at least 1");
        }
        if (keepAliveSeconds < 0) {
            throw new QwenVlException("keep-alive is " + keepAliveSeconds + ", but must be 0 or more");
        }
        ModelMemory unbounded = ModelMemory.UNBOUNDED;
        return new ModelMemory(
                megabytes == null ? unbounded.bytes() : (long) megabytes << 20,
                Duration.ofSeconds(keepAliveSeconds),
                unbounded.waiting());
    }

    private List<Named> named() {
        if (models.size() > 1 && modelId != null) {
            throw new QwenVlException("model-id names only one model; for several, write --model NAME=DIR");
        }
        List<Named> named = new ArrayList<>();
        for (String given : models) {
            int sign = Files.isDirectory(Path.of(given)) ? -1 : given.indexOf('=');
            ModelOption model = ModelOption.of(given.substring(sign + 1));
            named.add(named(model, sign > 0 ? given.substring(0, sign) : modelId));
        }
        return named.isEmpty() ? List.of(named(ModelOption.of(null), modelId)) : named;
    }

    private static Named named(ModelOption model, String name) {
        Path directory = model.directory();
        return new Named(name != null ? name : model.name(), directory, weights(directory));
    }

    /** Size of the files of weights. */
    private static long weights(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return Math.max(
                    1,
                    files.filter(file -> file.toString().matches(".*\\.(safetensors|bin)"))
                            .mapToLong(file -> file.toFile().length())
                            .sum());
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + directory, e);
        }
    }
}
