package io.github.qwenvl4j.attention;

import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.Optional;

/**
 * The rotation of queries and keys for the rows of one step (rotary position embedding in rotate-half form over the
 * whole head). Owned by the scope of the step.
 */
public interface Rotation {

    /** {@code [R, d]} */
    Tensor cosines();

    /** {@code [R, d]} */
    Tensor sines();

    /** A factor of each row's queries, {@code [R]}; absent if all are 1. */
    Optional<Tensor> queryFactors();

    /** Rotates queries {@code [R, H, d]} and multiplies them by their factors. */
    Tensor queries(Tensor q);

    /** Rotates keys {@code [R, G, d]}. */
    Tensor keys(Tensor k);

    /**
     * Of angles in float32.
     *
     * @param angles {@code [R, d / 2]}: of both halves of a head
     * @param scale of cosines and sines
     */
    static Rotation of(Backend backend, float[] angles, int half, double scale, Optional<Tensor> queryFactors) {
        float[] cosines = new float[2 * angles.length];
        float[] sines = new float[2 * angles.length];
        for (int i = 0; i < angles.length; i++) {
            int at = i / half * 2 * half + i % half;
            cosines[at] = cosines[at + half] = (float) (scale * (float) Math.cos(angles[i]));
            sines[at] = sines[at + half] = (float) (scale * (float) Math.sin(angles[i]));
        }
        long rows = angles.length / half;
        return new ComposedRotation(
                backend.tensor(cosines, rows, 2L * half), backend.tensor(sines, rows, 2L * half), queryFactors);
    }
}
