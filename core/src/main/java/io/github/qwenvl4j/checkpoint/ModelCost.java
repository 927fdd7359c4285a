package io.github.qwenvl4j.checkpoint;

/** What a model has to compute at the least, in floating-point operations. */
public interface ModelCost {

    /** Of a prompt of {@code rows} ids: blocks, attention of each row to those before, one row of logits. */
    double prefill(long rows);

    /** Of a picture of so many pixels. */
    double vision(int width, int height);
}
