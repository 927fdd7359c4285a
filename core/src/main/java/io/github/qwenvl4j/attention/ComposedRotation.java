package io.github.qwenvl4j.attention;

import io.github.qwenvl4j.tensor.Tensor;
import java.util.Optional;

/** Of the operations that every backend has. */
public record ComposedRotation(Tensor cosines, Tensor sines, Optional<Tensor> queryFactors) implements Rotation {

    @Override
    public Tensor queries(Tensor q) {
        Tensor rotated = q.rotate(cosines, sines);
        return queryFactors.map(rotated::scaleRows).orElse(rotated);
    }

    @Override
    public Tensor keys(Tensor k) {
        return k.rotate(cosines, sines);
    }
}
