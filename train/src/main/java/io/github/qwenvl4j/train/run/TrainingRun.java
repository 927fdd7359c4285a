package io.github.qwenvl4j.train.run;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.adapter.AdapterConfig;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.train.data.DataReport;
import io.github.qwenvl4j.train.data.FileSamples;
import io.github.qwenvl4j.train.parallel.Member;
import io.github.qwenvl4j.train.parallel.ProcessGroup;
import io.github.qwenvl4j.train.sample.SkippedData;
import io.github.qwenvl4j.train.stage.MemoryEstimate;
import io.github.qwenvl4j.train.stage.Stage;
import io.github.qwenvl4j.train.stage.StagePreset;
import io.github.qwenvl4j.train.stage.Startable;
import java.nio.file.Path;
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
    private final Member member;

    /**
     * @param start checkpoint in the published layout; not needed if the folder contains one
     * @param directory of the run; created if it does not exist
     * @param device that computes
     */
    public TrainingRun(StagePreset preset, Optional<Path> start, Path directory, Device device) {
        this(preset, start, directory, device, false, Member.ALONE);
    }

    private TrainingRun(
            StagePreset preset,
            Optional<Path> start,
            Path directory,
            Device device,
            boolean acceptsChanges,
            Member member) {
        this.preset = preset;
        this.start = start;
        this.directory = directory;
        this.device = device;
        this.folder = new RunFolder(directory);
        this.acceptsChanges = acceptsChanges;
        this.member = member;
    }

    /** Goes on although preset or data have changed since the run was begun. */
    public TrainingRun acceptingChanges() {
        return new TrainingRun(preset, start, directory, device, true, member);
    }

    /** Trains together with other processes, whose runs have the same settings and data; only the first writes into the folder. */
    public TrainingRun as(Member place) {
        if (place.size() > 1 && !device.equals(Device.CPU)) {
            throw new QwenVlException(Kind.UNSUPPORTED, "several processes train together on the CPU only");
        }
        return new TrainingRun(preset, start, directory, device, acceptsChanges, place);
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
        preset.share(member.rank(), member.size());
        if (!member.isFirst()) {
            return together(samples, SkippedData.counted(preset.data().maxBroken()), listener, stop);
        }
        folder.make();
        try (RunLock lock = RunLock.of(directory)) {
            return locked(samples, estimate, listener, stop);
        }
    }

    private Path locked(FileSamples samples, MemoryEstimate estimate, Listener listener, BooleanSupplier stop) {
        Continuation continuation = continuation(samples);
        if (folder.newest().isPresent() && !acceptsChanges) {
            continuation.requireUnchanged();
        }
        continuation.write();
        listener.estimated(estimate);
        SkippedData skipped = SkippedData.upTo(preset.data().maxBroken(), folder.file("skipped.log"));
        for (DataReport report : samples.reports()) {
            report.dropped().forEach(record -> skipped.broken(record.place(), record.reason()));
            listener.read(report);
        }
        return together(samples, skipped, listener, stop);
    }

    /** Trains when all processes are there; should this one fail, the others hear why. */
    private Path together(FileSamples samples, SkippedData skipped, Listener listener, BooleanSupplier stop) {
        Continuation continuation = continuation(samples);
        try (ProcessGroup group = member.join(continuation.common())) {
            try {
                continuation.requireSame(group.settings());
                return train(samples, skipped, group, listener, stop);
            } catch (RuntimeException | Error e) {
                group.fail(String.valueOf(e.getMessage()));
                throw e;
            }
        }
    }

    private Path train(
            FileSamples samples, SkippedData skipped, ProcessGroup group, Listener listener, BooleanSupplier stop) {
        StagePreset sized = preset.sized(samples.training()).on(TorchDevice.of(device));
        if (sized.compute() != preset.compute()) {
            listener.computesIn(sized.compute());
        }
        Optional<Path> newest = folder.newest();
        Path from = from(newest);
        try (Checkpoint checkpoint = Families.open(from);
                Stage stage = MemoryGuard.guarded(
                        () -> new Stage(sized, checkpoint, samples, TorchDevice.of(device), skipped, group))) {
            begin(stage, from, newest.filter(path -> group.isFirst()));
            stage.copyFirst();
            stage.skipTrainedBatches();
            listener.begun(sized, stage.optimizer().steps());
            TrainingLoop loop = new TrainingLoop(stage, folder, group, device, listener);
            newest.filter(path -> group.isFirst() && !folder.scores().tells(RunFolder.step(path)))
                    .ifPresent(loop::examine); // the run may have been killed before
            Path saved = loop.run(from, stop);
            listener.finished(skipped);
            return saved;
        }
    }

    private void begin(Stage stage, Path from, Optional<Path> resumed) {
        if (resumed.isEmpty()) {
            RunFolder.inherit(from, stage);
            return;
        }
        folder.resume(resumed.get(), stage);
        folder.log().cutAfter(RunFolder.step(resumed.get()));
        folder.scores().cutAfter(RunFolder.step(resumed.get()));
    }

    private Continuation continuation(FileSamples samples) {
        return new Continuation(folder, preset.sized(samples.training()), samples);
    }

    private FileSamples requireStartable(Path from) {
        try (Checkpoint checkpoint = Families.open(from)) {
            return new Startable(preset, checkpoint).require(from);
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

        /** Instead of what the preset says, because the device has no products of that. */
        default void computesIn(StagePreset.Compute compute) {}

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
