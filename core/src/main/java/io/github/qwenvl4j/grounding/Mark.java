package io.github.qwenvl4j.grounding;

/** A location in a picture, in thousandths of the picture's width and height from its top-left corner. */
public sealed interface Mark permits Box, Quad {

    /** One more than the largest coordinate written; when reading, 1000 itself (the far edge) is also accepted. */
    int SCALE = 1000;

    /** The tagged form that a model reads and writes, for example {@code <box>(1,2),(3,4)</box>}. */
    String write();
}
