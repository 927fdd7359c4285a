package io.github.qwenvl4j;

import java.util.Optional;

/**
 * Rules out tokens step by step. One per answer; called on the thread that computes, so that it must neither block nor ask the
 * model; not thread-safe. A constraint of one's own is a {@linkplain AnswerFormat#constrained form of answers}; {@link
 * Inspection} tells which ids a text has.
 */
public interface LogitsConstraint {

    /** Sets the logits of ids that must not come next to negative infinity; at least one stays. */
    void apply(float[] logits);

    /** Told every id of the answer, in order. */
    void accept(int id);

    /** The ids that come next whatever the logits are; empty where there is a choice, or where it cannot be told. */
    default int[] forced() {
        return new int[0];
    }

    /** Whether nothing may come but the end. */
    default boolean complete() {
        return false;
    }

    /** How sure the model was of the values of the answer so far; nothing where nobody asked. */
    default Optional<Evidence> evidence() {
        return Optional.empty();
    }

    /** What to write behind an answer that is cut off here. */
    default String closing() {
        return "";
    }

    /** How many characters at the end of the answer so far are left out, before {@link #closing}, where it is cut off here. */
    default int dropped() {
        return 0;
    }

    /** Rules out nothing. */
    static LogitsConstraint none() {
        return Unconstrained.INSTANCE;
    }

    /** Lets every token come. */
    enum Unconstrained implements LogitsConstraint {
        INSTANCE;

        @Override
        public void apply(float[] logits) {
            // every token may come
        }

        @Override
        public void accept(int id) {
            // nothing depends on it
        }
    }
}
