package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.train.scenes.TaskKind;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** For each task its metric, the maximum length of its answers, and the target score. */
enum TaskMetric {
    REFERRING_GROUNDING(Metric.BOXES, 128, 0.90),
    CAPTION_GROUNDING(Metric.OBJECTS, 384, 0.80),
    GROUNDED_CAPTION(Metric.EXACT, 24),
    CAPTION(Metric.EXACT, 160),
    VQA_COLOR(Metric.EXACT, 16, 0.95),
    VQA_SHAPE(Metric.EXACT, 16, 0.95),
    VQA_COUNT(Metric.EXACT, 8, 0.90),
    VQA_POSITION(Metric.EXACT, 16, 0.85),
    VQA_YES_NO(Metric.YES_NO, 32),
    OCR(Metric.EXACT, 64, 0.80),
    OCR_GROUNDING(Metric.TEXTS, 384),
    COMPARE_TWO(Metric.EXACT, 16),
    TEXT_ONLY(Metric.EXACT, 96);

    private final Metric metric;
    private final int maxTokens;
    private final OptionalDouble target;

    TaskMetric(Metric metric, int maxTokens, double target) {
        this.metric = metric;
        this.maxTokens = maxTokens;
        this.target = OptionalDouble.of(target);
    }

    TaskMetric(Metric metric, int maxTokens) {
        this.metric = metric;
        this.maxTokens = maxTokens;
        this.target = OptionalDouble.empty();
    }

    /** Empty for tasks that are not scored. */
    static Optional<TaskMetric> of(String task) {
        return Arrays.stream(values())
                .filter(value -> value.kind().label().equals(task))
                .findFirst();
    }

    TaskKind kind() {
        return TaskKind.valueOf(name());
    }

    Metric metric() {
        return metric;
    }

    int maxTokens() {
        return maxTokens;
    }

    OptionalDouble target() {
        return target;
    }
}
