package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.SceneSamples;
import io.github.qwenvl4j.train.scenes.SceneTasks;
import io.github.qwenvl4j.train.scenes.Split;
import io.github.qwenvl4j.train.scenes.TaskKind;
import io.github.qwenvl4j.train.scenes.TaskMix;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Token batches of scenes. Batch n contains samples of one task, so that its rows have similar lengths, and depends
 * only on the seed and n.
 */
public record SceneBatches(BatchPlan plan, SceneData data, Labeller labeller, Collator collator, Split split)
        implements BatchSource<TokenBatch> {

    private static final int MOST_QUESTIONS = 16; // about one picture
    private static final int SAMPLES = 1 << 16; // sample indices reserved for one batch

    @Override
    public TokenBatch batch(long index) {
        TaskKind task = draw(data.tasks(), new SplittableRandom(plan.seed() * 31 + index).nextDouble());
        SceneSamples samples = new SceneSamples(
                new SceneTasks(data.options(index), split),
                new TaskMix(data.tasks(), data.chinese(), data.chat()),
                plan.seed());
        RowPacker<Tokenized> packer = plan.packer(collator.skipped());
        long first = index * SAMPLES;
        for (int i = 0; put(samples, task, first + i, packer); i++) {
            if (packer.rows().isEmpty() && i > plan.rows()) {
                throw new QwenVlException(
                        "stage preset: maxLength " + plan.maxLength() + " is too short for " + task.label());
            }
        }
        return collator.collate(packer.rows());
    }

    /** Adds a sample to the batch, with others about its picture if they may share a row; returns whether it fitted. */
    private boolean put(SceneSamples samples, TaskKind task, long index, RowPacker<Tokenized> packer) {
        if (plan.filling() != Filling.ONE_PICTURE) {
            return packer.add(labeller.label(samples.at(task, index)));
        }
        List<Sample> questions = samples.aboutOnePicture(task, index, MOST_QUESTIONS);
        boolean room = packer.add(labeller.label(questions.get(0)));
        if (room) {
            questions.stream().skip(1).map(labeller::label).forEach(packer::join);
        }
        return room;
    }

    /** The task whose interval of [0, 1) contains {@code point}. */
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
