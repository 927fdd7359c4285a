package io.github.qwenvl4j.prompt.layout;

/**
 * How much of a dialogue goes into a prompt. Where it is too long, whole turns are dropped: first the oldest without
 * pictures, then the oldest; the turn with the latest picture stays if it fits at all.
 *
 * @param history bound, in ids, on the system text and the kept turns before the last question
 * @param prompt bound, in ids, on the whole prompt
 */
public record Window(int history, int prompt) {

    /** Everything goes in. */
    public static final Window UNBOUNDED = new Window(Integer.MAX_VALUE, Integer.MAX_VALUE);
}
