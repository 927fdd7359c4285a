package io.github.qwenvl4j.language;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What attention needs to know of where its rows stand. Owned by the scope of the step.
 *
 * @param cos {@code [R, 1, d]}
 * @param sin {@code [R, 1, d]}
 * @param queryScale log-n factor of each query, {@code [R, 1, 1]}; absent where every factor is 1
 */
record Positions(Tensor cos, Tensor sin, Optional<Tensor> queryScale) {

    /** {@code x cos + rotate_half(x) sin} of queries or keys {@code [R, H, d]}. */
    Tensor rotate(Tensor x) {
        return x.mul(cos).add(RotaryEmbedding.rotateHalf(x).mul(sin));
    }

    /** Queries {@code [R, H, d]} times their log-n factors. */
    Tensor scale(Tensor q) {
        return queryScale.isPresent() ? q.mul(queryScale.get()) : q;
    }
}
