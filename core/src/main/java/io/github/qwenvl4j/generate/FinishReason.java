package io.github.qwenvl4j.generate;

/** Why an answer ended. */
public enum FinishReason {
    /** A stop token or stop string came. */
    STOP,
    /** The limit of new tokens, or of the model's positions, was reached. */
    LENGTH,
    /** The caller asked to end it. */
    CANCELLED
}
