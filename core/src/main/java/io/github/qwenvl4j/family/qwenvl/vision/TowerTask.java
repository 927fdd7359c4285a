package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.model.VisionTask;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;

/** A picture on its way through the blocks of a {@link VisionTower}, the resampler and the projection. */
public final class TowerTask implements VisionTask {

    private final VisionTower tower;
    private final Backend backend;
    private final RowAdapters adapters;
    private Tensor x;
    private int blocksDone;
    private boolean done;

    /**
     * @param pixels of one picture, normalised, {@code [3, S, S]}
     * @param adapters of all rows
     */
    public TowerTask(VisionTower tower, Backend backend, float[] pixels, RowAdapters adapters) {
        this.tower = tower;
        this.backend = backend;
        this.adapters = adapters;
        this.x = backend.infer(
                () -> tower.transformer().embed(tower.patches(pixels), 1).retain());
    }

    @Override
    public boolean advance() {
        try (Tensor input = x) {
            VisionTransformer transformer = tower.transformer();
            done = blocksDone == transformer.blocks();
            x = backend.infer(() -> (done
                            ? tower.project(tower.resampler().forward(input, 1, adapters))
                            : transformer.forward(blocksDone, input, 1, adapters))
                    .retain());
            blocksDone++;
            return done;
        }
    }

    @Override
    public PictureFeatures features() {
        if (!done) {
            throw new IllegalStateException("the picture is not encoded yet");
        }
        return new VisionRows(x.retain());
    }

    @Override
    public void close() {
        x.close();
    }
}
