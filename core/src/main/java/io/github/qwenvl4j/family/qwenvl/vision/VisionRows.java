package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.model.PictureFeatures;
import org.bytedeco.pytorch.Tensor;

/** The features of a picture: {@code [Q, D]} float32. */
public final class VisionRows extends PictureFeatures {

    private final Tensor rows;

    /** @param rows which belong to these features now */
    VisionRows(Tensor rows) {
        this.rows = rows;
    }

    /** {@code [Q, D]} float32, owned by these features. */
    public Tensor rows() {
        return rows;
    }

    @Override
    public long bytes() {
        return rows.nbytes();
    }

    @Override
    protected void free() {
        rows.close();
    }
}
