package io.github.qwenvl4j.train.optimizer;

/**
 * Linear warm-up to the peak, then cosine decay to the minimum.
 *
 * @param peak rate after warm-up
 * @param minimum rate at the last step
 * @param warmupSteps steps of the warm-up
 * @param steps of the whole run
 */
public record LearningRate(double peak, double minimum, long warmupSteps, long steps) {

    /** The rate of a step, counted from 0. */
    public double at(long step) {
        if (step < warmupSteps) {
            return peak * (step + 1) / warmupSteps;
        }
        double progress = Math.min(1, (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps));
        return minimum + (peak - minimum) * (1 + Math.cos(Math.PI * progress)) / 2;
    }
}
