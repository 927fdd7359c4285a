package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.sample.SampleFile;
import io.github.qwenvl4j.train.sample.SkippedData;
import io.github.qwenvl4j.train.scenes.SceneOptions;
import io.github.qwenvl4j.train.scenes.SceneSamples;
import io.github.qwenvl4j.train.scenes.SceneTasks;
import io.github.qwenvl4j.train.scenes.Split;
import io.github.qwenvl4j.train.scenes.TaskKind;
import io.github.qwenvl4j.train.scenes.TaskMix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The samples of an exam. */
public final class ExamSamples {

    private static final double HALF = 0.5;

    private ExamSamples() {}

    /** {@code count} samples of each task about held-out scenes; half in Chinese, half in chat form. */
    public static Stream<Sample> heldOut(List<TaskKind> tasks, long count, long seed) {
        SceneTasks scenes = new SceneTasks(SceneOptions.objects(), Split.HELD_OUT);
        return tasks.stream().flatMap(task -> {
            SceneSamples samples = new SceneSamples(scenes, new TaskMix(Map.of(task, 1.0), HALF, HALF), seed);
            return LongStream.range(0, count).mapToObj(index -> samples.at(task, index));
        });
    }

    /** The samples of a file that belong to these tasks, in its order; the pictures are the same on every JDK. */
    public static Stream<Sample> ofFile(Path file, List<TaskKind> tasks) {
        List<String> labels = tasks.stream().map(TaskKind::label).toList();
        List<Sample> samples = new ArrayList<>();
        new SampleFile(file).read(samples::add, SkippedData.none());
        return samples.stream().filter(sample -> labels.contains(sample.task()));
    }
}
