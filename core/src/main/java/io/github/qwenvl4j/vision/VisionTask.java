package io.github.qwenvl4j.vision;

import io.github.qwenvl4j.tensor.Scopes;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Encodes pictures one block of the vision tower at a time, so that other work can run in between. Owns its native
 * memory until closed. For one thread.
 */
public final class VisionTask implements AutoCloseable {

    private final VisionTower tower;
    private Tensor x;
    private int blocksDone;
    private boolean done;

    /** @param pixels normalised, {@code [B, 3, S, S]} */
    public VisionTask(VisionTower tower, Tensor pixels) {
        this.tower = tower;
        try (PointerScope scope = new PointerScope()) {
            this.x = Scopes.retain(tower.transformer().embed(pixels));
        }
    }

    /** Computes the next block; returns true after the last. */
    public boolean advance() {
        try (PointerScope scope = new PointerScope();
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

    /** Image features {@code [B, Q, D]} float32, available after the last block; owned by the task. */
    public Tensor features() {
        if (!done) {
            throw new IllegalStateException("the pictures are not encoded yet");
        }
        return x;
    }

    @Override
    public void close() {
        x.close();
    }
}
