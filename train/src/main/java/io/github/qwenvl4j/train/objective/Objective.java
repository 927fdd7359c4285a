package io.github.qwenvl4j.train.objective;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The function that a stage minimises. The seed determines the sequence of batches. */
public interface Objective extends AutoCloseable {

    /**
     * Takes the next batch and adds the gradients of {@code scale * loss} to the trainable parameters.
     *
     * @return the loss and counts of the batch
     */
    Report next(double scale);

    /** Skips batches that were used before the run was resumed. */
    void skip(long batches);

    /**
     * The loss on held-out data, which is the same each time.
     *
     * @param batches per task
     * @return by task; empty if there is no held-out data
     */
    Map<String, Double> heldOut(int batches);

    /**
     * Parameters of the objective, in addition to the model's, by name; they are trained and saved with the state of
     * the run.
     */
    Map<String, Tensor> parameters();

    @Override
    void close();

    /**
     * One batch.
     *
     * @param loss mean over supervised positions; 0 for an empty batch
     * @param samples in the batch
     * @param tokens in the batch, including padding
     * @param places of the samples, where they are from files
     */
    record Report(double loss, int samples, int tokens, List<String> places) {

        /** An empty batch. */
        static final Report NONE = new Report(0, 0, 0);

        Report(double loss, int samples, int tokens) {
            this(loss, samples, tokens, List.of());
        }
    }
}
