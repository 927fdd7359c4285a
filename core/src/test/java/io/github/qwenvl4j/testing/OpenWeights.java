package io.github.qwenvl4j.testing;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.weights.CheckpointWeights;

/** A checkpoint with its weights in float32, closed together. */
public final class OpenWeights implements AutoCloseable {

    private final Checkpoint checkpoint;
    private final CheckpointWeights weights;

    public OpenWeights(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        this.weights = new CheckpointWeights(checkpoint, Precision.FLOAT32, bytes -> {});
    }

    public Weights get() {
        return weights;
    }

    /** Runs {@code body} as a step of inference. */
    public void infer(Runnable body) {
        weights.backend().infer(() -> {
            body.run();
            return null;
        });
    }

    @Override
    public void close() {
        weights.close();
        checkpoint.close();
    }
}
