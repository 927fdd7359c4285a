package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.model.VisionTask;
import io.github.qwenvl4j.tensor.Scopes;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/** A picture on its way through the tower. */
final class PictureTask implements VisionTask {

    private final TowerModel.Pass pass;
    private boolean done;

    PictureTask(TowerModel tower, Patches picture) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            this.pass = tower.begin(List.of(picture));
        }
    }

    @Override
    public boolean advance() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            done = !pass.advance();
            return done;
        }
    }

    @Override
    public PictureFeatures features() {
        if (!done) {
            throw new IllegalStateException("the picture is not encoded yet");
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return new LevelledFeatures(pass.rows().stream().map(Scopes::retain).toList());
        }
    }

    @Override
    public void close() {
        pass.close();
    }
}
