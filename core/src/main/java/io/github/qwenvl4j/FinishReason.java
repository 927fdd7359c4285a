package io.github.qwenvl4j;

/** Why an answer ended. */
public enum FinishReason {
    /** A stop token or stop string came. */
    STOP,
    /** The limit of new tokens, the model's last position or the limit of session memory was reached. */
    LENGTH
}
