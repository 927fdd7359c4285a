package io.github.qwenvl4j.train.stage;

import io.github.qwenvl4j.train.data.Collator;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.Tokenized;
import io.github.qwenvl4j.train.scenes.SceneSamples;
import io.github.qwenvl4j.train.scenes.SceneTasks;
import io.github.qwenvl4j.train.scenes.Split;
import io.github.qwenvl4j.train.scenes.TaskKind;
import io.github.qwenvl4j.train.scenes.TaskMix;
import io.github.qwenvl4j.train.step.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * Token batches of scenes: batch n holds samples of one task, so that its rows are of nearly equal length, and follows from
 * the seed and n alone.
 */
record SceneBatches(StagePreset preset, Labeller labeller, Collator collator, Split split)
        implements LongFunction<Batch> {

    @Override
    public Batch apply(long index) {
        SceneData data = preset.scenes();
        TaskKind task = draw(data.tasks(), new SplittableRandom(preset.seed() * 31 + index).nextDouble());
        SceneSamples samples = new SceneSamples(
                new SceneTasks(data.options(index), split),
                new TaskMix(Map.of(task, 1.0), data.chinese(), data.chat()),
                preset.seed());
        List<List<Tokenized>> rows = new ArrayList<>();
        for (int i = 0; i < preset.rows(); i++) {
            Tokenized sample = labeller.label(samples.at(task, index * preset.rows() + i));
            if (sample.length() <= preset.maxLength()) {
                rows.add(List.of(sample));
            }
        }
        return collator.collate(rows);
    }

    /** The task whose share of [0, 1) holds {@code point}. */
    private static TaskKind draw(Map<TaskKind, Double> weights, double point) {
        double left = point
                * weights.values().stream().mapToDouble(Double::doubleValue).sum();
        TaskKind drawn = null;
        for (TaskKind kind : TaskKind.values()) {
            double weight = weights.getOrDefault(kind, 0.0);
            if (weight > 0 && left >= 0) {
                drawn = kind;
                left -= weight;
            }
        }
        return drawn;
    }
}
