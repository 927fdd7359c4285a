package io.github.qwenvl4j.spark;

import io.github.qwenvl4j.batch.LabelSpec;
import java.io.Serializable;
import java.util.Map;

/**
 * What the driver tells the executors.
 *
 * @param spec as JSON
 * @param fingerprints of the questions, with the model that the driver sees: an executor that sees another one refuses
 */
record LabelPlan(String spec, Map<String, String> fingerprints, LabelOptions options) implements Serializable {

    static LabelPlan of(LabelSpec spec, LabelOptions options) {
        return new LabelPlan(spec.toJson(), Map.copyOf(ModelPlace.local(spec).fingerprints()), options);
    }
}
