package io.github.qwenvl4j.family.qwen3vl;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What pictures put into the rows of a step.
 *
 * @param rows of the step that are pictures', {@code [n]} int64; not read without levels
 * @param levels the first is embedded, the others are added behind the first layers in order, each {@code [n, D]} float32
 */
record PictureLevels(Tensor rows, List<Tensor> levels) {

    /** Of a step without picture rows. */
    static final PictureLevels NONE = new PictureLevels(null, List.of());

    /** How many levels are added, behind as many layers. */
    int added() {
        return Math.max(0, levels.size() - 1);
    }

    /** Embeddings {@code [R, D]} with the pictures' in their rows. */
    Tensor embedIn(Tensor x) {
        return levels.isEmpty() ? x : x.index_copy(0, rows, levels.get(0));
    }

    /** {@code [R, D]} to the same. */
    Tensor addTo(Tensor x, int layer) {
        return layer + 1 < levels.size() ? x.index_add(0, rows, levels.get(layer + 1)) : x;
    }
}
