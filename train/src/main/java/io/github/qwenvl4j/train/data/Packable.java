package io.github.qwenvl4j.train.data;

/** What {@link RowPacker} must know of a sample to place it in a row. */
public interface Packable {

    /** Number of ids. */
    int length();

    /** Number of ids up to the end of the last picture; 0 without pictures. */
    int trunk();

    /** Hash of the ids and pictures of the trunk. */
    long trunkHash();

    /** Whether both have the same ids and pictures up to the end of their last picture. */
    default boolean beginsAs(Packable other) {
        return trunk() == other.trunk() && trunkHash() == other.trunkHash();
    }
}
