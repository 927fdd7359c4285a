package io.github.qwenvl4j.train.step;

import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.train.data.TokenBatch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/** Loss and gradients of batches. One training thread; every call frees the native memory it used. */
public final class TrainingStep {

    private final QwenVlModel model;
    private final FirstTrained first;
    private final Backward backward;

    /**
     * @param first what learns, or may learn, begins here
     * @param checkpointing whether activations are computed twice to save memory
     */
    public TrainingStep(QwenVlModel model, FirstTrained first, boolean checkpointing) {
        this.model = model;
        this.first = first;
        this.backward = checkpointing ? Backward.CHECKPOINTED : Backward.DIRECT;
    }

    /**
     * Adds the gradients of {@code scale * loss} to those of the trainable parameters.
     *
     * @param scale one over the number of batches whose gradients are accumulated
     * @return the mean cross-entropy over the batch's supervised tokens
     */
    public double backward(TokenBatch batch, double scale) {
        try (PointerScope scope = new PointerScope()) {
            return backward.run(ForwardPass.of(model, batch, first), scale);
        }
    }

    /** The loss alone. */
    public double loss(TokenBatch batch) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return ForwardPass.of(model, batch, first).run().item_double();
        }
    }
}
