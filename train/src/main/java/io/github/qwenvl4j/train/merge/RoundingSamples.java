package io.github.qwenvl4j.train.merge;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.internal.Internals;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.train.eval.ExamQuestion;
import io.github.qwenvl4j.train.eval.ExamSamples;
import io.github.qwenvl4j.train.eval.ModelAnswerer;
import io.github.qwenvl4j.train.sample.PictureSource;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.sample.SampleFile;
import io.github.qwenvl4j.train.sample.SkippedData;
import io.github.qwenvl4j.train.scenes.ScenePictures;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Questions with their answers on which rounding is tuned, and others on which it is judged: every fourth.
 *
 * @param samples at least four
 */
public record RoundingSamples(List<Sample> samples, PictureSource pictures) {

    private static final int HELD_OUT = 4;
    private static final int MOST = 128;
    private static final long EACH = 4;

    public RoundingSamples {
        samples = List.copyOf(samples);
        if (samples.size() < HELD_OUT) {
            throw new QwenVlException(
                    "calibration has " + samples.size() + " samples, but at least " + HELD_OUT + " are needed");
        }
    }

    /** Questions about synthetic scenes, in English and Chinese. */
    public static RoundingSamples builtIn() {
        List<TaskKind> tasks = List.of(TaskKind.values());
        return new RoundingSamples(ExamSamples.heldOut(tasks, EACH, 1).toList(), new ScenePictures());
    }

    /** The first samples of a file in any layout of training data; pictures are beside it. */
    public static RoundingSamples ofFile(Path file) {
        List<Sample> samples = new ArrayList<>();
        new SampleFile(file).read(samples::add, SkippedData.none());
        return new RoundingSamples(samples.subList(0, Math.min(MOST, samples.size())), ImageLoader.standard()::load);
    }

    /** Those on which rounding is tuned. */
    List<Prompt> tuning(Internals model) {
        return prompts(model, false);
    }

    /** Those on which it is judged. */
    List<Prompt> judging(Internals model) {
        return prompts(model, true);
    }

    private List<Prompt> prompts(Internals model, boolean heldOut) {
        return IntStream.range(0, samples.size())
                .filter(i -> i % HELD_OUT == HELD_OUT - 1 == heldOut)
                .mapToObj(i -> prompt(model, samples.get(i)))
                .toList();
    }

    private Prompt prompt(Internals model, Sample sample) {
        ExamQuestion question = ExamQuestion.of(sample);
        int[] answer = model.engineModel().text().beginning(question.wanted());
        return ModelAnswerer.prompt(model, pictures, question).append(answer);
    }
}
