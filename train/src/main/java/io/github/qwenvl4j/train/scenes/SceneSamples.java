package io.github.qwenvl4j.train.scenes;

import io.github.qwenvl4j.train.sample.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * An endless sequence of samples with random access, so that a run can resume at sample {@code n}. Immutable and
 * thread-safe.
 *
 * @param seed sequences of different seeds have no sample in common
 */
public record SceneSamples(SceneTasks tasks, TaskMix mix, long seed) {

    private static final int ATTEMPTS = 4;

    /** The sample with this index in the mixed sequence. */
    public Sample at(long index) {
        Dice dice = dice(index);
        return sample(mix.draw(dice), index, dice);
    }

    /** The sample with this index in the sequence of one task. */
    public Sample at(TaskKind kind, long index) {
        return sample(kind, index, dice(index));
    }

    /**
     * The sample with this index of a task and, if it has one picture, other questions about it: from the mix, in the
     * same form, without duplicates.
     *
     * @param most maximum number of samples
     */
    public List<Sample> aboutOnePicture(TaskKind kind, long index, int most) {
        Dice dice = dice(index);
        Sample first = sample(kind, index, dice);
        List<Sample> samples = new ArrayList<>(List.of(first));
        if (first.images().size() != 1) {
            return samples;
        }
        SceneHandle handle = SceneHandle.parse(first.images().get(0));
        Scene scene = handle.scene();
        SampleForm form = first instanceof Sample.Completion ? SampleForm.BASE : SampleForm.CHAT;
        for (int attempt = 0; attempt < ATTEMPTS * most && samples.size() < most; attempt++) {
            SceneTasks.about(first.id(), handle, mix.draw(dice), new Ask(scene, language(dice), form, dice))
                    .filter(sample -> !samples.contains(sample))
                    .ifPresent(samples::add);
        }
        return samples;
    }

    private Sample sample(TaskKind kind, long index, Dice dice) {
        SceneLanguage language = language(dice);
        SampleForm form = dice.chance(mix.chat()) ? SampleForm.CHAT : SampleForm.BASE;
        return tasks.sample(kind, language, form, dice.next() >>> 16);
    }

    private SceneLanguage language(Dice dice) {
        return dice.chance(mix.chinese()) ? SceneLanguage.CHINESE : SceneLanguage.ENGLISH;
    }

    private Dice dice(long index) {
        return new Dice(new Dice(seed).next() + index);
    }
}
