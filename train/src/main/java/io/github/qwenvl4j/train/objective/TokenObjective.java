package io.github.qwenvl4j.train.objective;

import io.github.qwenvl4j.train.step.Batch;
import io.github.qwenvl4j.train.step.TrainingStep;
import java.util.Map;
import java.util.function.LongFunction;
import org.bytedeco.pytorch.Tensor;

/** The mean cross-entropy over supervised tokens. */
public final class TokenObjective implements Objective {

    private final TrainingStep step;
    private final LongFunction<Batch> batches;
    private Prefetched<Batch> prefetched;

    /** @param batches batch number n of the sequence, made on another thread */
    public TokenObjective(TrainingStep step, LongFunction<Batch> batches) {
        this.step = step;
        this.batches = batches;
    }

    @Override
    public Report next(double scale) {
        if (prefetched == null) {
            skip(0);
        }
        Batch batch = prefetched.next();
        double loss = step.backward(batch, scale);
        return new Report(loss, batch.rows(), batch.rows() * batch.length());
    }

    @Override
    public void skip(long count) {
        prefetched = new Prefetched<>(count, batches);
    }

    @Override
    public Map<String, Tensor> parameters() {
        return Map.of();
    }

    @Override
    public void close() {
        if (prefetched != null) {
            prefetched.close();
        }
    }
}
