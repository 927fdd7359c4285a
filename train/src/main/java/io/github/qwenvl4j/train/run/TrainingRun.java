package io.github.qwenvl4j.train.run;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.adapter.AdapterConfig;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.torch.LibTorch;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.train.data.DataReport;
import io.github.qwenvl4j.train.data.FileSamples;
import io.github.qwenvl4j.train.sample.SkippedData;
import io.github.qwenvl4j.train.scenes.TaskKind;
import io.github.qwenvl4j.train.stage.MemoryEstimate;
import io.github.qwenvl4j.train.stage.Stage;
import io.github.qwenvl4j.train.stage.StagePreset;
import io.github.qwenvl4j.train.stage.Startable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Runs a stage in its own folder, from the start or from the newest checkpoint in the folder. A resumed run computes
 * exactly what an uninterrupted run would have computed; on a GPU, which adds gradients in varying order, up to rounding.
 */
public final class TrainingRun {

    private final StagePreset preset;
    private final Optional<Path> start;
    private final Path directory;
    private final RunFolder folder;
    private final Device device;
    private final boolean acceptsChanges;

    /**
     * @param start checkpoint in the published layout; not needed if the folder contains one
     * @param directory of the run; created if it does not exist
     * @param device that computes
     */
    public TrainingRun(StagePreset preset, Optional<Path> start, Path directory, Device device) {
        this(preset, start, directory, device, false);
    }

    private TrainingRun(
            StagePreset preset, Optional<Path> start, Path directory, Device device, boolean acceptsChanges) {
        this.preset = preset;
        this.start = start;
        this.directory = directory;
        this.device = device;
        this.folder = new RunFolder(directory);
        this.acceptsChanges = acceptsChanges;
    }

    /** Goes on although preset or data have changed since the run was begun. */
    public TrainingRun acceptingChanges() {
        return new TrainingRun(preset, start, directory, device, true);
    }

    /** The memory that the run needs; reads no weights. */
    public MemoryEstimate estimate() {
        try (Checkpoint checkpoint = Families.open(from(folder.newest()))) {
            return MemoryEstimate.of(preset, checkpoint);
        }
    }

    /** An adapter goes on from its base model, whose name it has saved. */
    private Path from(Optional<Path> newest) {
        Optional<Path> own = preset.isAdapter()
                ? start.or(() ->
                        newest.map(path -> Path.of(AdapterConfig.read(path).base())))
                : newest;
        return own.or(() -> start)
                .orElseThrow(() -> new QwenVlException("a new run needs a checkpoint: give --from DIR"));
    }

    /**
     * Trains to the last step or until a stop is requested; in both cases writes a checkpoint after the last step.
     *
     * @param listener notified of every update
     * @param stop checked after every update
     * @return the last checkpoint
     * @throws QwenVlException also if loss or gradients stop being numbers, or memory runs out; the checkpoints so far are kept
     */
    public Path run(Listener listener, BooleanSupplier stop) {
        Path from = from(folder.newest());
        FileSamples samples = requireStartable(from);
        MemoryEstimate estimate = estimate();
        estimate.requireRoom();
        folder.make();
        try (RunLock lock = RunLock.of(directory)) {
            return locked(samples, estimate, listener, stop);
        }
    }

    private Path locked(FileSamples samples, MemoryEstimate estimate, Listener listener, BooleanSupplier stop) {
        Optional<Path> newest = folder.newest();
        Path from = from(newest);
        StagePreset sized = preset.sized(samples.training());
        Continuation continuation = new Continuation(folder, sized, samples);
        if (newest.isPresent() && !acceptsChanges) {
            continuation.requireUnchanged();
        }
        continuation.write();
        listener.estimated(estimate);
        SkippedData skipped = SkippedData.upTo(preset.data().maxBroken(), folder.file("skipped.log"));
        for (DataReport report : samples.reports()) {
            report.dropped().forEach(record -> skipped.broken(record.place(), record.reason()));
            listener.read(report);
        }
        try (Checkpoint checkpoint = Families.open(from);
                Stage stage = MemoryGuard.guarded(
                        () -> new Stage(sized, checkpoint, samples, TorchDevice.of(device), skipped))) {
            newest.ifPresentOrElse(path -> resume(path, stage), () -> RunFolder.inherit(from, stage));
            listener.begun(sized, stage.optimizer().steps());
            newest.filter(path -> !folder.scores().tells(RunFolder.step(path)))
                    .ifPresent(path -> examine(path, sized, listener)); // the run may have been killed before
            Path saved = train(stage, from, listener, stop);
            listener.finished(skipped);
            return saved;
        }
    }

    private Path train(Stage stage, Path from, Listener listener, BooleanSupplier stop) {
        long steps = stage.preset().steps();
        Path saved = from;
        boolean last = stage.optimizer().steps() >= steps;
        while (!last) {
            LibTorch.useAllThreads(); // opening a model may have changed it
            Stage.Update update = update(stage, saved);
            record(update, stage, listener);
            HeldOutHistory history =
                    HeldOutHistory.of(due(update, stage) ? folder.log().lines() : List.of());
            boolean worn = isWorn(history, stage.preset().keep());
            last = update.step() == steps || stop.getAsBoolean() || worn;
            boolean best = stage.preset().keep().best() > 0 && history.improved();
            if (last || best || update.step() % stage.preset().checkpointEvery() == 0) {
                saved = folder.save(stage, saved);
                LossPlot.of(folder.log().lines()).write(folder.file("loss.png"));
                new EventFile(folder.log().lines()).write(folder.file("events.out.tfevents.0.qwenvl"));
                examine(saved, stage.preset(), listener);
            }
        }
        return saved;
    }

    private static boolean isWorn(HeldOutHistory history, StagePreset.Keep keep) {
        return keep.patience() > 0 && history.sinceBest() >= keep.patience();
    }

    private static boolean due(Stage.Update update, Stage stage) {
        long every = stage.preset().heldOut().every();
        return every > 0
                && (update.step() % every == 0
                        || update.step() == stage.preset().steps());
    }

    private static Stage.Update update(Stage stage, Path saved) {
        try {
            return MemoryGuard.guarded(stage::update);
        } catch (QwenVlException e) {
            throw new QwenVlException(e.kind(), e.getMessage() + "; the last good checkpoint is " + saved, e);
        }
    }

    private FileSamples requireStartable(Path from) {
        try (Checkpoint checkpoint = Families.open(from)) {
            return new Startable(preset, checkpoint).require(from);
        }
    }

    private void resume(Path checkpoint, Stage stage) {
        folder.resume(checkpoint, stage);
        folder.log().cutAfter(RunFolder.step(checkpoint));
        folder.scores().cutAfter(RunFolder.step(checkpoint));
    }

    private void examine(Path checkpoint, StagePreset sized, Listener listener) {
        List<TaskKind> tasks = sized.data().sceneTasks();
        int questions = sized.heldOut().questions();
        if (questions > 0 && !tasks.isEmpty() && !sized.isAdapter()) {
            long step = RunFolder.step(checkpoint);
            Map<String, Double> scores = CheckpointScores.of(checkpoint, device, tasks, questions);
            folder.scores().append(step, scores);
            listener.scored(step, scores);
        }
    }

    private void record(Stage.Update update, Stage stage, Listener listener) {
        boolean due = due(update, stage);
        Map<String, Double> heldOut = due ? stage.heldOut() : Map.of();
        folder.log().append(update, heldOut);
        listener.updated(update);
        if (due) {
            listener.heldOut(update.step(), heldOut);
        }
    }

    /** Receives the progress of a run, on its thread. */
    public interface Listener {

        void updated(Stage.Update update);

        /**
         * @param preset with the number of steps that its data determines
         * @param step steps made before, if the run is resumed
         */
        default void begun(StagePreset preset, long step) {}

        /** Before any weight is read. */
        default void estimated(MemoryEstimate estimate) {}

        /** A data file was read, before training begins. */
        default void read(DataReport report) {}

        default void heldOut(long step, Map<String, Double> losses) {}

        /** @param scores in [0, 1] of the checkpoint after this step */
        default void scored(long step, Map<String, Double> scores) {}

        default void finished(SkippedData skipped) {}
    }
}
