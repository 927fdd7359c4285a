package io.github.qwenvl4j.train.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.train.stage.Stage;
import io.github.qwenvl4j.train.stage.StagePreset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Runs a stage from a checkpoint in a folder of its own, from the beginning or from the folder's newest checkpoint. A
 * resumed run computes what an uninterrupted one would have.
 */
public final class TrainingRun {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StagePreset preset;
    private final Path start;
    private final RunFolder folder;

    /**
     * @param start checkpoint in the published layout
     * @param directory of the run; made if it is not there
     */
    public TrainingRun(StagePreset preset, Path start, Path directory) {
        this.preset = preset;
        this.start = start;
        this.folder = new RunFolder(directory, start);
    }

    /**
     * Trains to the last step, or until asked to stop; either way the last step's checkpoint is written.
     *
     * @param listener told of every update
     * @param stop asked after every update
     * @return the last checkpoint
     */
    public Path run(Consumer<Stage.Update> listener, BooleanSupplier stop) {
        Path newest = folder.newest().orElse(start);
        try (Checkpoint checkpoint = Checkpoint.open(newest);
                Stage stage = new Stage(preset, checkpoint)) {
            if (newest != start) {
                folder.resume(newest, stage);
            }
            Path saved = newest;
            while (stage.optimizer().steps() < preset.steps()) {
                Stage.Update update = stage.update();
                log(update);
                listener.accept(update);
                boolean last = update.step() == preset.steps() || stop.getAsBoolean();
                if (last || update.step() % preset.checkpointEvery() == 0) {
                    saved = folder.save(stage);
                }
                if (last) {
                    break;
                }
            }
            return saved;
        }
    }

    private void log(Stage.Update update) {
        try {
            Files.writeString(
                    folder.log(),
                    JSON.writeValueAsString(update) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new QwenVlException("cannot write " + folder.log() + ": " + e, e);
        }
    }
}
