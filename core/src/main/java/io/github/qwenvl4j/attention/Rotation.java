package io.github.qwenvl4j.attention;

import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The rotation of queries and keys for the rows of one step (rotary position embedding in rotate-half form over the
 * whole head). Owned by the scope of the step.
 *
 * @param cos {@code [R, 1, d]}
 * @param sin {@code [R, 1, d]}
 * @param queryScale a scale factor per query, {@code [R, 1, 1]}; absent if all factors are 1
 */
public record Rotation(Tensor cos, Tensor sin, Optional<Tensor> queryScale) {

    /** Rotates queries or keys {@code [R, H, d]}: {@code x cos + rotate_half(x) sin}. */
    public Tensor rotate(Tensor x) {
        return x.mul(cos).add(rotateHalf(x).mul(sin));
    }

    /** Multiplies queries {@code [R, H, d]} by their scale factors. */
    public Tensor scale(Tensor q) {
        return queryScale.isPresent() ? q.mul(queryScale.get()) : q;
    }

    /** {@code (x1, x2)} to {@code (-x2, x1)} along the last of {@code [R, H, d]}. */
    private static Tensor rotateHalf(Tensor x) {
        long half = x.size(2) / 2;
        return Tensors.cat(List.of(x.narrow(2, half, half).neg(), x.narrow(2, 0, half)), 2); // [R, H, d]
    }
}
