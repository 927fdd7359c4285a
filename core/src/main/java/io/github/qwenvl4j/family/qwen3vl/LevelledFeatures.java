package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;

/** The features of a picture in levels, each {@code [N, D]}. */
final class LevelledFeatures extends PictureFeatures {

    private final List<Tensor> levels;

    /** @param levels the embedded one first, then those added behind the first text layers; they belong to these features now */
    LevelledFeatures(List<Tensor> levels) {
        this.levels = List.copyOf(levels);
    }

    /** Owned by these features. */
    List<Tensor> levels() {
        return levels;
    }

    @Override
    public long bytes() {
        return levels.stream().mapToLong(Tensor::bytes).sum();
    }

    @Override
    protected void free() {
        levels.forEach(Tensor::close);
    }
}
