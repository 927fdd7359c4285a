package io.github.qwenvl4j.cli.serve;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.PixelDemand;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.server.http.ModelMemory;
import io.github.qwenvl4j.server.http.ModelSource;
import io.github.qwenvl4j.weights.WeightFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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
            names = "--adapter",
            paramLabel = "NAME=DIR",
            description =
                    "An adapter (LoRA, in peft's layout, or a run that trained one) of the first model, served beside it "
                            + "under this name; repeatable.")
    private List<String> adapters = List.of();

    @Option(
            names = "--memory",
            paramLabel = "MB",
            description =
                    "Memory for all loaded models, each with its weights, sessions (--session-memory) and features of "
                            + "pictures; the model that was not used for longest makes room (default: no limit).")
    private Integer megabytes;

    @Option(
            names = "--keep-alive",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Unload a model that was not used for so long; 0 (default): never.")
    private int keepAliveSeconds;

    private record Named(String name, Path directory, long bytes) {}

    /** @throws QwenVlException for a model that is not there, a name given twice, one that cannot fit the memory */
    List<ModelSource> sources(OpenOptions options, Function<Path, QwenVl> open) {
        List<Named> named = named(options);
        new PixelDemand(options.pixels())
                .requireMet(named.stream()
                        .collect(
                                Collectors.toMap(Named::name, Named::directory, (first, same) -> first, TreeMap::new)));
        ModelMemory memory = memory();
        for (int i = 0; i < named.size(); i++) {
            Named model = named.get(i);
            if (named.subList(0, i).stream().anyMatch(other -> other.name().equals(model.name()))) {
                throw new QwenVlException("model has the name " + model.name() + " twice; NAME=DIR gives another");
            }
            if (model.bytes() > memory.bytes()) {
                throw new QwenVlException(
                        "memory is %d MB, but model %s reserves %d, %d of them for sessions (--session-memory)"
                                .formatted(
                                        megabytes,
                                        model.name(),
                                        (model.bytes() >> 20) + 1,
                                        options.sessionBytes().orElse(0) >> 20));
            }
        }
        Map<String, Path> beside = adapters(named);
        return named.stream()
                .map(model -> new ModelSource(
                        model.name(),
                        () -> open.apply(model.directory()),
                        model.bytes(),
                        model == named.get(0) ? beside : Map.of()))
                .toList();
    }

    private Map<String, Path> adapters(List<Named> models) {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (String given : adapters) {
            int sign = given.indexOf('=');
            if (sign < 1 || sign == given.length() - 1) {
                throw new QwenVlException("--adapter " + given + ": must be NAME=DIR");
            }
            String name = given.substring(0, sign);
            boolean taken = models.stream().anyMatch(model -> model.name().equals(name));
            if (taken || folders.put(name, Path.of(given.substring(sign + 1))) != null) {
                throw new QwenVlException("--adapter " + given + ": the name " + name + " is given twice");
            }
        }
        return folders;
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
                unbounded.waiting(),
                unbounded.pause());
    }

    private List<Named> named(OpenOptions options) {
        if (models.size() > 1 && modelId != null) {
            throw new QwenVlException("model-id names only one model; for several, write --model NAME=DIR");
        }
        List<Named> named = new ArrayList<>();
        for (String given : models) {
            int sign = Files.isDirectory(Path.of(given)) ? -1 : given.indexOf('=');
            ModelOption model = ModelOption.of(given.substring(sign + 1));
            named.add(named(model, sign > 0 ? given.substring(0, sign) : modelId, options));
        }
        return named.isEmpty() ? List.of(named(ModelOption.of(null), modelId, options)) : named;
    }

    private static Named named(ModelOption model, String name, OpenOptions options) {
        Path directory = model.directory();
        return new Named(name != null ? name : model.name(), directory, reserved(directory, options));
    }

    /** What a model reserves: its weights as they are loaded, and what its answers and pictures may take. */
    private static long reserved(Path directory, OpenOptions options) {
        try (Checkpoint checkpoint = Families.open(directory)) {
            ModelConfig config = checkpoint.config();
            Precision precision = WeightFormat.choose(options.precision(), config, options.device());
            return precision.bytes(config.tensors().parameters())
                    + options.sessionBytes().orElse(0)
                    + options.featureCacheBytes();
        }
    }
}
