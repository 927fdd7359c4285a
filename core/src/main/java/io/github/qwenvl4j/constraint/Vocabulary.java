package io.github.qwenvl4j.constraint;

/** The vocabulary as bytes: what each id adds to the text. A special token gives the bytes of its name. */
public interface Vocabulary {

    /** Number of ids, 0..size-1. */
    int size();

    /** The bytes of an id; empty for an id that names no token. */
    byte[] bytes(int id);
}
