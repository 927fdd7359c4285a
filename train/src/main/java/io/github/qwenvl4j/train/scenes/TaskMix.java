package io.github.qwenvl4j.train.scenes;

import io.github.qwenvl4j.QwenVlException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Frequencies of tasks, languages and forms.
 *
 * @param weights relative weights of the tasks
 * @param chinese fraction of samples in Chinese
 * @param chat fraction of samples in chat form
 */
public record TaskMix(Map<TaskKind, Double> weights, double chinese, double chat) {

    public TaskMix {
        if (weights.values().stream().mapToDouble(Double::doubleValue).sum() <= 0) {
            throw new QwenVlException("task mix: the weights must sum to more than 0");
        }
        weights = new EnumMap<>(weights);
    }

    /** All tasks equally often, half in Chinese, half in chat form. */
    public static TaskMix even() {
        Map<TaskKind, Double> weights = new EnumMap<>(TaskKind.class);
        for (TaskKind kind : TaskKind.values()) {
            weights.put(kind, 1.0);
        }
        return new TaskMix(weights, 0.5, 0.5);
    }

    TaskKind draw(Dice dice) {
        double left = dice.uniform()
                * weights.values().stream().mapToDouble(Double::doubleValue).sum();
        TaskKind last = null;
        for (Map.Entry<TaskKind, Double> weight : weights.entrySet()) {
            if (weight.getValue() > 0) {
                last = weight.getKey();
                left -= weight.getValue();
            }
            if (left < 0) {
                break;
            }
        }
        return last;
    }
}
