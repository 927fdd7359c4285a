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
record StepRotation(TorchBackend backend, Rotation given, Turn ofQueries, Turn ofKeys) implements Rotation {

    static StepRotation of(TorchBackend backend, Rotation given) {
        Turn turn = Turn.of(TorchTensor.of(given.cosines()), TorchTensor.of(given.sines()));
        Turn scaled =
                given.queryFactors().map(TorchTensor::of).map(turn::scaled).orElse(turn);
        return new StepRotation(backend, given, scaled, turn);
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
        return backend.wrap(ofQueries.of(TorchTensor.of(q)));
    }

    @Override
    public TorchTensor keys(Tensor k) {
        return backend.wrap(ofKeys.of(TorchTensor.of(k)));
    }
}
