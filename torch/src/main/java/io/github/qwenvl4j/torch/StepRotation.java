package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.Optional;

/**
 * A rotation with what every layer needs of it. The scope in which it is created owns that.
 *
 * @param given the rotation itself
 * @param ofQueries with their factors
 */
record StepRotation(TorchBackend backend, Rotation given, Angles ofQueries, Angles ofKeys) implements Rotation {

    static StepRotation of(TorchBackend backend, Rotation given) {
        Angles angles = Angles.of(TorchTensor.of(given.cosines()), TorchTensor.of(given.sines()));
        Angles scaled =
                given.queryFactors().map(TorchTensor::of).map(angles::scaled).orElse(angles);
        return new StepRotation(backend, given, scaled, angles);
    }

    @Override
    public Tensor cosines() {
        return given.cosines();
    }

    @Override
    public Tensor sines() {
        return given.sines();
    }

    @Override
    public Optional<Tensor> queryFactors() {
        return given.queryFactors();
    }

    @Override
    public TorchTensor queries(Tensor q) {
        return backend.wrap(ofQueries.turn(TorchTensor.of(q)));
    }

    @Override
    public TorchTensor keys(Tensor k) {
        return backend.wrap(ofKeys.turn(TorchTensor.of(k)));
    }
}
