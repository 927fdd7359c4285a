package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.train.scenes.SceneOptions;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Synthetic scenes, drawn during training.
 *
 * @param maxObjects maximum number of objects per scene after the ramp
 * @param rampBatches batches over which this maximum grows from 1 to {@code maxObjects}
 * @param minSide minimum side of a picture in pixels
 * @param maxSide maximum side of a picture in pixels
 * @param signShare fraction of pictures with signs, for the dense objective
 * @param tasks relative frequency of each task, for the token objective
 * @param chinese fraction of samples in Chinese
 * @param chat fraction of samples in chat form
 */
public record SceneData(
        int maxObjects,
        long rampBatches,
        int minSide,
        int maxSide,
        double signShare,
        Map<TaskKind, Double> tasks,
        double chinese,
        double chat)
        implements TrainingData {

    public SceneData {
        Map<TaskKind, Double> ordered = new EnumMap<>(TaskKind.class); // sums of weights must not change between runs
        ordered.putAll(tasks);
        tasks = Collections.unmodifiableMap(ordered);
    }

    /** The tasks with a weight above 0, in order. */
    @Override
    public List<TaskKind> sceneTasks() {
        return Stream.of(TaskKind.values())
                .filter(task -> tasks.getOrDefault(task, 0.0) > 0)
                .toList();
    }

    public SceneData withTasks(Map<TaskKind, Double> weights) {
        return new SceneData(maxObjects, rampBatches, minSide, maxSide, signShare, weights, chinese, chat);
    }

    /** A copy without a ramp. */
    public SceneData rampedUp() {
        return new SceneData(maxObjects, 0, minSide, maxSide, signShare, tasks, chinese, chat);
    }

    @Override
    public int maxBroken() {
        return 0;
    }

    /** Bounds of the scenes of this batch. */
    SceneOptions options(long batch) {
        long ramp = batch >= rampBatches ? maxObjects : 1 + batch * maxObjects / rampBatches;
        int most = (int) Math.min(maxObjects, ramp);
        return new SceneOptions(1, most, 0, 0, minSide, maxSide);
    }
}
