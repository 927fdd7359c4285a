package io.github.qwenvl4j.prompt;

/** Who speaks. */
public enum Role {
    SYSTEM,
    USER,
    ASSISTANT,
    /** What tools gave back. */
    TOOL
}
