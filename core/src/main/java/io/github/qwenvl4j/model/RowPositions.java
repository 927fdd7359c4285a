package io.github.qwenvl4j.model;

/** Where the rows of one prompt, and of what is generated behind it, stand, in the terms of a family. Immutable. */
@FunctionalInterface
public interface RowPositions {

    /**
     * What the positions of the rows depend on besides the rows before them; 0 for nothing. A remembered row serves a prompt
     * again only if its positions were computed under the same salt.
     */
    long salt();

    /** What a row is known by in a session. @param row an id, or a value that stands for a picture's row */
    default long key(long row) {
        return row ^ salt();
    }
}
