package io.github.qwenvl4j.train.run;

import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.checkpoint.TensorFiles;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.torch.TensorWriter;
import io.github.qwenvl4j.train.adapter.Adapter;
import io.github.qwenvl4j.train.stage.Stage;
import io.github.qwenvl4j.train.stage.StagePreset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * The files of a run: {@code log.jsonl}, {@code scores.jsonl}, and checkpoints {@code step-00001000/} in the published
 * layout (float32), each with the state of the run in {@code state/}. Checkpoints are written atomically: under another
 * name, then moved. The newest and the best are kept.
 */
final class RunFolder {

    private static final String PREFIX = "step-";
    private static final String GENERATION = "generation_config.json";

    private final Path directory;

    RunFolder(Path directory) {
        this.directory = directory;
    }

    /** Creates the folder if it does not exist. */
    void make() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw FileProblem.writing(directory, e);
        }
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    TrainingLog log() {
        return new TrainingLog(file("log.jsonl"));
    }

    TrainingLog scores() {
        return new TrainingLog(file("scores.jsonl"));
    }

    /** The newest complete checkpoint. */
    Optional<Path> newest() {
        return newest(directory);
    }

    /** The newest complete checkpoint of the run in a folder. */
    static Optional<Path> newest(Path directory) {
        List<Path> all = Files.isDirectory(directory) ? checkpoints(directory) : List.of();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Restores optimiser moments, objective parameters and position from a checkpoint of this run. */
    void resume(Path checkpoint, Stage stage) {
        long steps = step(checkpoint);
        if (stage.adapter().isPresent()) {
            try (Adapter saved = Adapter.open(checkpoint)) {
                stage.resumeAdapter(saved);
            }
        }
        try (TensorFiles state = TensorFiles.open(checkpoint.resolve("state"))) {
            stage.optimizer().resume(state::tensor, steps);
            stage.resumeObjective(state::tensor);
        }
    }

    /** Restores the parameters of the objective from {@code checkpoint}, if it had the same objective. */
    static void inherit(Path checkpoint, Stage stage) {
        Path folder = checkpoint.resolve("state");
        if (stage.objectiveParameters().isEmpty() || !Files.isDirectory(folder)) {
            return;
        }
        try (TensorFiles state = TensorFiles.open(folder)) {
            if (state.tensors().keySet().containsAll(stage.objectiveParameters().keySet())) {
                stage.resumeObjective(state::tensor);
            }
        }
    }

    static boolean isCheckpoint(Path folder) {
        return folder.getFileName().toString().matches(PREFIX + "\\d{8}");
    }

    static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }

    /**
     * Writes model and state, then deletes all but the newest and the best checkpoints.
     *
     * @param before an earlier checkpoint, from which vocabulary and generation defaults are copied
     */
    Path save(Stage stage, Path before) {
        String name = PREFIX + "%08d".formatted(stage.optimizer().steps());
        Path unfinished = directory.resolve("." + name + ".tmp");
        Path finished = directory.resolve(name);
        try {
            delete(unfinished);
            Files.createDirectories(unfinished.resolve("state"));
            if (stage.adapter().isPresent()) {
                Adapter.write(
                        unfinished, stage.adapter().get(), stage.parameters().trainable());
            } else {
                writeModel(stage, before, unfinished);
            }
            Map<String, Tensor> state = new LinkedHashMap<>(stage.optimizer().state());
            state.putAll(stage.objectiveParameters());
            TensorWriter.write(unfinished.resolve("state"), state);
            delete(finished);
            Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
            deleteOld(stage.preset().keep());
            return finished;
        } catch (IOException e) {
            throw FileProblem.writing(finished, e);
        }
    }

    private void deleteOld(StagePreset.Keep keep) throws IOException {
        List<Path> all = checkpoints(directory);
        List<Long> best = HeldOutHistory.of(log().lines()).best(keep.best());
        for (Path old : all.subList(0, Math.max(0, all.size() - keep.last()))) {
            if (!best.contains(step(old))) {
                delete(old);
            }
        }
    }

    private static void writeModel(Stage stage, Path before, Path folder) throws IOException {
        Files.copy(before.resolve("qwen.tiktoken"), folder.resolve("qwen.tiktoken"));
        stage.config().withDtype("float32").write(folder.resolve("config.json"));
        GenerationConfig.read(before.resolve(GENERATION)).write(folder.resolve(GENERATION));
        TensorWriter.write(folder, stage.parameters().all());
    }

    private static List<Path> checkpoints(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(RunFolder::isCheckpoint).sorted().toList();
        } catch (IOException e) {
            throw FileProblem.reading(directory, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
