package io.github.qwenvl4j.train.objective;

import io.github.qwenvl4j.train.data.BatchSource;
import io.github.qwenvl4j.train.data.Prefetched;
import io.github.qwenvl4j.train.data.TokenBatch;
import io.github.qwenvl4j.train.parallel.ProcessGroup;
import io.github.qwenvl4j.train.step.TrainingStep;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** The mean cross-entropy over supervised tokens. */
public final class TokenObjective implements Objective {

    private final TrainingStep step;
    private final BatchSource<TokenBatch> batches;
    private final Map<String, Supplier<BatchSource<TokenBatch>>> heldOut;
    private final ProcessGroup group;
    private Prefetched<TokenBatch> prefetched;

    /**
     * @param batches created on another thread; closed with the objective
     * @param heldOut opens the held-out batches of a task
     * @param group that shares the held-out batches
     */
    public TokenObjective(
            TrainingStep step,
            BatchSource<TokenBatch> batches,
            Map<String, Supplier<BatchSource<TokenBatch>>> heldOut,
            ProcessGroup group) {
        this.step = step;
        this.batches = batches;
        this.heldOut = heldOut;
        this.group = group;
    }

    @Override
    public Report next(double scale) {
        if (prefetched == null) {
            skip(0);
        }
        TokenBatch batch = prefetched.next();
        if (batch.rows() == 0) {
            return Report.NONE;
        }
        double loss = step.backward(batch, scale);
        return new Report(loss, batch.samples().size(), batch.rows() * batch.length(), batch.samples());
    }

    @Override
    public void skip(long count) {
        prefetched = new Prefetched<>(count, batches);
    }

    @Override
    public Map<String, Double> heldOut(int count) {
        Map<String, Double> losses = new TreeMap<>();
        heldOut.forEach((task, source) -> losses.put(task, loss(source, count)));
        return losses;
    }

    private double loss(Supplier<BatchSource<TokenBatch>> opener, int count) {
        try (BatchSource<TokenBatch> source = opener.get()) {
            long batches = source.epoch().orElse(count);
            double sum = 0;
            int filled = 0;
            for (long i = group.rank(); i < batches; i += group.size()) {
                TokenBatch batch = source.batch(i);
                sum += batch.rows() == 0 ? 0 : step.loss(batch);
                filled += batch.rows() == 0 ? 0 : 1;
            }
            double[] sums = group.sums(sum, filled);
            return sums[0] / Math.max(1, sums[1]);
        }
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
