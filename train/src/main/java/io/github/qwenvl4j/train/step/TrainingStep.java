package io.github.qwenvl4j.train.step;

import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.train.data.TokenBatch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/** Computes loss and gradients of batches. Not thread-safe; every call frees the native memory that it used. */
public final class TrainingStep {

    private final QwenVlModel model;
    private final FirstTrained first;
    private final Backward backward;
    private final Runnable between;

    /**
     * @param first first trained part
     * @param checkpointing whether activations are recomputed to save memory
     */
    public TrainingStep(QwenVlModel model, FirstTrained first, boolean checkpointing) {
        this(model, first, checkpointing, () -> {});
    }

    /** @param between called before every part of the model; may end the step by an exception */
    public TrainingStep(QwenVlModel model, FirstTrained first, boolean checkpointing, Runnable between) {
        this.between = between;
        this.model = model;
        this.first = first;
        this.backward = checkpointing ? Backward.CHECKPOINTED : Backward.DIRECT;
    }

    /**
     * Adds the gradients of {@code scale * loss} to those of the trainable parameters.
     *
     * @param scale 1 / number of batches whose gradients are accumulated
     * @return the mean cross-entropy over the batch's supervised tokens
     */
    public double backward(TokenBatch batch, double scale) {
        try (PointerScope scope = new PointerScope()) {
            return backward.run(ForwardPass.of(model, batch, first, between), scale);
        }
    }

    /** Computes only the loss. */
    public double loss(TokenBatch batch) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return ForwardPass.of(model, batch, first, between).run().item_double();
        }
    }
}
