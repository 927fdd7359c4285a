package io.github.qwenvl4j.prompt;

/** Where the pictures of a message stand. */
public enum PictureOrder {
    /** As the model was trained: where all words of a message precede all its pictures, the pictures go first. */
    AS_TRAINED,
    /** Where they were given. */
    AS_GIVEN
}
