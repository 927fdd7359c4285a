package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.tensor.Tensor;

/** The features of a picture: {@code [Q, D]}. */
public final class VisionRows extends PictureFeatures {

    private final Tensor rows;

    /** @param rows which belong to these features now */
    VisionRows(Tensor rows) {
        this.rows = rows;
    }

    /** {@code [Q, D]}, owned by these features. */
    public Tensor rows() {
        return rows;
    }

    @Override
    public long bytes() {
        return rows.bytes();
    }

    @Override
    protected void free() {
        rows.close();
    }
}
