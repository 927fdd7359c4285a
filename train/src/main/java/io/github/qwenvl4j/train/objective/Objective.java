package io.github.qwenvl4j.train.objective;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** What a stage minimises, batch after batch. The sequence of batches is fixed by the seed. */
public interface Objective extends AutoCloseable {

    /**
     * Takes the next batch and adds the gradients of {@code scale * loss} to the trainable parameters.
     *
     * @return what was computed
     */
    Report next(double scale);

    /** Passes over batches that an earlier run has trained on. */
    void skip(long batches);

    /**
     * The loss on held-out data, always the same.
     *
     * @param batches of each task
     * @return by task; empty where nothing is held out
     */
    Map<String, Double> heldOut(int batches);

    /** Parameters of the objective itself, beyond the model's, by name; they learn and are saved with the run's state. */
    Map<String, Tensor> parameters();

    @Override
    void close();

    /**
     * One batch.
     *
     * @param loss mean over what is supervised; 0 for an empty batch
     * @param samples in the batch
     * @param tokens in the batch, pads included
     */
    record Report(double loss, int samples, int tokens) {}
}
