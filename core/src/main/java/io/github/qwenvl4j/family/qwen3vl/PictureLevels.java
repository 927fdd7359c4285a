package io.github.qwenvl4j.family.qwen3vl;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What pictures add to the rows of a step behind the first layers.
 *
 * @param rows of the step that are pictures', {@code [n]} int64; not read without levels
 * @param levels for the first layers in order, each {@code [n, D]} float32
 */
record PictureLevels(Tensor rows, List<Tensor> levels) {

    /** Of a step without picture rows. */
    static final PictureLevels NONE = new PictureLevels(null, List.of());

    /** {@code [R, D]} to the same. */
    Tensor addTo(Tensor x, int layer) {
        return layer < levels.size() ? x.index_add(0, rows, levels.get(layer)) : x;
    }
}
