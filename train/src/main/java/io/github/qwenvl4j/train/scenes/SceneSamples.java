package io.github.qwenvl4j.train.scenes;

import io.github.qwenvl4j.train.data.Sample;

/**
 * An endless sequence of samples with random access: a run that stopped at sample {@code n} goes on there. Immutable; for
 * use by any number of threads.
 *
 * @param seed sequences of different seeds have nothing in common
 */
public record SceneSamples(SceneTasks tasks, TaskMix mix, long seed) {

    /** Sample number {@code index} of the mixed sequence. */
    public Sample at(long index) {
        Dice dice = dice(index);
        return sample(mix.draw(dice), index, dice);
    }

    /** Sample number {@code index} of the sequence of that task alone. */
    public Sample at(TaskKind kind, long index) {
        return sample(kind, index, dice(index));
    }

    private Sample sample(TaskKind kind, long index, Dice dice) {
        Language language = dice.chance(mix.chinese()) ? Language.CHINESE : Language.ENGLISH;
        Form form = dice.chance(mix.chat()) ? Form.CHAT : Form.BASE;
        return tasks.sample(kind, language, form, dice.next() >>> 16);
    }

    private Dice dice(long index) {
        return new Dice(new Dice(seed).next() + index);
    }
}
