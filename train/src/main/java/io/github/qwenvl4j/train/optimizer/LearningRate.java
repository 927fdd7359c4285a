package io.github.qwenvl4j.train.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The learning rate of a run.
 *
 * @param peak rate after warm-up
 * @param minimum rate at the last step, where the schedule falls
 * @param warmupSteps steps of the warm-up
 * @param steps of the whole run
 */
public record LearningRate(Schedule schedule, double peak, double minimum, long warmupSteps, long steps) {

    /** The course of the rate. */
    public enum Schedule {
        /** Linear warm-up, then cosine decay; the first step has a rate already. */
        @JsonProperty("cosine")
        COSINE,
        /** That of transformers, which the published script for LoRA on one GPU uses: the rate of the first step is 0. */
        @JsonProperty("cosine-from-zero")
        COSINE_FROM_ZERO,
        /**
         * DeepSpeed's WarmupLR, which all other published scripts use in effect: the peak in step 0, then logarithmic
         * warm-up from 0, then constant.
         */
        @JsonProperty("warmup-log")
        WARMUP_LOG
    }

    /** The rate of a step, counted from 0. */
    public double at(long step) {
        return switch (schedule) {
            case COSINE -> step < warmupSteps ? peak * (step + 1) / warmupSteps : cosine(step);
            case COSINE_FROM_ZERO -> step < warmupSteps ? peak * step / warmupSteps : cosine(step);
            case WARMUP_LOG -> logarithmic(step);
        };
    }

    private double cosine(long step) {
        double progress = Math.min(1, (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps));
        double lowest = Math.min(minimum, peak); // a lower peak may have been asked for
        return lowest + (peak - lowest) * (1 + Math.cos(Math.PI * progress)) / 2;
    }

    private double logarithmic(long step) {
        long warmup = Math.max(2, warmupSteps);
        return step == 0 || step >= warmup ? peak : peak * Math.log(step) / Math.log(warmup);
    }
}
