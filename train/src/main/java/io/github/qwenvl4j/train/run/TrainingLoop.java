package io.github.qwenvl4j.train.run;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.torch.LibTorch;
import io.github.qwenvl4j.train.parallel.ProcessGroup;
import io.github.qwenvl4j.train.scenes.TaskKind;
import io.github.qwenvl4j.train.stage.Stage;
import io.github.qwenvl4j.train.stage.StagePreset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The updates of a run, with what is recorded and saved between them. Of several processes the first records, saves and decides when
 * the run ends.
 */
record TrainingLoop(Stage stage, RunFolder folder, ProcessGroup group, Device device, TrainingRun.Listener listener) {

    /**
     * Trains to the last step or until a process is asked to stop.
     *
     * @param from checkpoint from which the run goes on
     * @return the last checkpoint
     */
    Path run(Path from, BooleanSupplier stop) {
        Path saved = from;
        boolean last = stage.optimizer().steps() >= stage.preset().steps();
        try {
            while (!last) {
                LibTorch.useAllThreads(); // opening a model may have changed it
                Stage.Update update = MemoryGuard.guarded(stage::update);
                boolean due = isDue(update.step());
                record(update, due ? stage.heldOut() : Map.of());
                HeldOutHistory history = HeldOutHistory.of(due ? folder.log().lines() : List.of());
                last = group.any(isLast(update.step()) || stop.getAsBoolean() || isWorn(history));
                if (group.isFirst() && (last || isWorthSaving(update.step(), history))) {
                    saved = save(saved);
                }
            }
        } catch (QwenVlException e) {
            String kept = group.isFirst() ? "; the last good checkpoint is " + saved : "";
            throw new QwenVlException(e.kind(), e.getMessage() + kept, e);
        }
        return saved;
    }

    private boolean isLast(long step) {
        return step == stage.preset().steps();
    }

    private boolean isWorthSaving(long step, HeldOutHistory history) {
        boolean best = stage.preset().keep().best() > 0 && history.improved();
        return best || step % stage.preset().checkpointEvery() == 0;
    }

    private boolean isDue(long step) {
        long every = stage.preset().heldOut().every();
        return every > 0 && (step % every == 0 || isLast(step));
    }

    /** The log, which the first process writes, tells. */
    private boolean isWorn(HeldOutHistory history) {
        int patience = stage.preset().keep().patience();
        return group.isFirst() && patience > 0 && history.sinceBest() >= patience;
    }

    private void record(Stage.Update update, Map<String, Double> heldOut) {
        if (group.isFirst()) {
            folder.log().append(update, heldOut);
        }
        listener.updated(update);
        if (!heldOut.isEmpty()) {
            listener.heldOut(update.step(), heldOut);
        }
    }

    private Path save(Path before) {
        Path saved = folder.save(stage, before);
        LossPlot.of(folder.log().lines()).write(folder.file("loss.png"));
        new EventFile(folder.log().lines()).write(folder.file("events.out.tfevents.0.qwenvl"));
        examine(saved);
        return saved;
    }

    /** Scores on synthetic questions, for stages that train a model on synthetic scenes. */
    void examine(Path checkpoint) {
        StagePreset preset = stage.preset();
        List<TaskKind> tasks = preset.data().sceneTasks();
        int questions = preset.heldOut().questions();
        if (questions > 0 && !tasks.isEmpty() && !preset.isAdapter()) {
            long step = RunFolder.step(checkpoint);
            Map<String, Double> scores = CheckpointScores.of(checkpoint, device, tasks, questions);
            folder.scores().append(step, scores);
            listener.scored(step, scores);
        }
    }
}
