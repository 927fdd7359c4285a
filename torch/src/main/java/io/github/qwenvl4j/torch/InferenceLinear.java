package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.nn.Linear;

/** A linear layer whose result stays in the weight's dtype: whoever reads it converts it, most while they compute. */
record InferenceLinear(TorchLinear layer) implements Linear {

    @Override
    public TorchTensor forward(io.github.qwenvl4j.tensor.Tensor x) {
        return layer.backend().wrap(layer.product(TorchTensor.of(x)));
    }
}
