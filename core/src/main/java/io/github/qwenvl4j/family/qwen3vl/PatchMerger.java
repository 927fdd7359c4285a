package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;

/**
 * The patches of a square become one row of the language model's width: {@code fc2(gelu(fc1(join(x))))}, gelu exact. The
 * norm comes before joining behind the last block, and after it where a further level is taken.
 */
final class PatchMerger {

    private final Backend backend;
    private final long joined;
    private final boolean normJoined;
    private final LayerNorm norm;
    private final Linear fc1;
    private final Linear fc2;

    PatchMerger(Weights weights, TowerConfig config, boolean normJoined) {
        this.backend = weights.backend();
        this.joined = (long) config.merged() * config.hiddenSize();
        this.normJoined = normJoined;
        this.norm = new LayerNorm(weights.in("norm"), normJoined ? joined : config.hiddenSize());
        this.fc1 = weights.linear(LinearSpec.of("linear_fc1", joined, joined).withBias());
        this.fc2 = weights.linear(
                LinearSpec.of("linear_fc2", config.outHiddenSize(), joined).withBias());
    }

    /** {@code [P, V]} to {@code [N, D]}. */
    Tensor forward(Tensor x) {
        return backend.scoped(() -> {
            Tensor rows = normJoined
                    ? norm.forward(x.view(-1, joined))
                    : norm.forward(x).view(-1, joined); // [N, joined]
            return fc2.forward(fc1.forward(rows).gelu());
        });
    }
}
