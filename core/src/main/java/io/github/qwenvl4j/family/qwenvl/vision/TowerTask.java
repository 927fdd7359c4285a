package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.model.VisionTask;
import io.github.qwenvl4j.tensor.Scopes;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A picture on its way through the blocks of a {@link VisionTower}, the resampler and the projection. */
public final class TowerTask implements VisionTask {

    private final VisionTower tower;
    private Tensor x;
    private int blocksDone;
    private boolean done;

    /** @param pixels normalised, {@code [1, 3, S, S]} */
    public TowerTask(VisionTower tower, Tensor pixels) {
        this.tower = tower;
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            this.x = Scopes.retain(tower.transformer().embed(pixels));
        }
    }

    @Override
    public boolean advance() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard();
                Tensor input = x) {
            if (blocksDone < tower.transformer().blocks().size()) {
                x = Scopes.retain(tower.transformer().blocks().get(blocksDone).forward(input));
                blocksDone++;
            } else {
                x = Scopes.retain(tower.project(tower.resampler().forward(input)));
                done = true;
            }
            return done;
        }
    }

    @Override
    public PictureFeatures features() {
        if (!done) {
            throw new IllegalStateException("the picture is not encoded yet");
        }
        try (PointerScope scope = new PointerScope()) {
            return new VisionRows(Scopes.retain(x.select(0, 0).clone()));
        }
    }

    @Override
    public void close() {
        x.close();
    }
}
