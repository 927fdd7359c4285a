package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.model.VisionTask;
import io.github.qwenvl4j.tensor.Backend;
import java.util.List;

/** A picture on its way through the tower. */
final class PictureTask implements VisionTask {

    private final Backend backend;
    private final TowerModel.Pass pass;
    private boolean done;

    PictureTask(TowerModel tower, Backend backend, Patches picture) {
        this.backend = backend;
        this.pass = backend.infer(() -> tower.begin(List.of(picture)));
    }

    @Override
    public boolean advance() {
        done = backend.infer(() -> !pass.advance());
        return done;
    }

    @Override
    public PictureFeatures features() {
        if (!done) {
            throw new IllegalStateException("the picture is not encoded yet");
        }
        return backend.infer(() -> new LevelledFeatures(pass.rows()));
    }

    @Override
    public void close() {
        pass.close();
    }
}
