package io.github.qwenvl4j.decoder;

import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.StackedLinear;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.quantize.Int4Linear;
import io.github.qwenvl4j.quantize.Int4Weight;
import io.github.qwenvl4j.quantize.Int8Linear;
import io.github.qwenvl4j.quantize.Int8Weight;
import io.github.qwenvl4j.quantize.WideTiles;
import io.github.qwenvl4j.tensor.NativeProbes.Form;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Random weights in one form, owned by the scope of the test. */
record RandomParts(Form form, WideTiles tiles) implements Weights {

    @Override
    public Weights in(String child) {
        return this;
    }

    @Override
    public Tensor tensor(String name, long... shape) {
        return torch.rand(shape).add(new Scalar(0.5)); // of a norm
    }

    @Override
    public Tensor table(String name, long rows, long columns) {
        return torch.randn(rows, columns);
    }

    /** Layers that are stacked stay layers of their own where they are packed, as in a checkpoint. */
    @Override
    public Linear linear(LinearSpec spec) {
        if (form == Form.BFLOAT16 || spec.parts().size() == 1) {
            boolean biased = spec.parts().get(0).bias().isPresent();
            return layer(spec.out(), spec.in(), biased);
        }
        return new StackedLinear(spec.parts().stream()
                .map(part -> layer(part.count(), spec.in(), part.bias().isPresent()))
                .toList());
    }

    private Linear layer(long outputs, long inputs, boolean biased) {
        Tensor weight = Tensors.multiply(torch.randn(outputs, inputs), 1 / Math.sqrt(inputs));
        Optional<Tensor> bias = biased
                ? Optional.of(Tensors.to(Tensors.multiply(torch.randn(outputs), 0.3), torch.ScalarType.BFloat16))
                : Optional.empty();
        return switch (form) {
            case BFLOAT16 -> Linear.dense(Tensors.to(weight, torch.ScalarType.BFloat16), bias);
            case INT8 -> new Int8Linear(Int8Weight.quantize(weight), bias, tiles);
            case INT4 -> new Int4Linear(Int4Weight.quantize(weight), bias, tiles);
        };
    }

    @Override
    public torch.ScalarType attentionDtype() {
        return torch.ScalarType.BFloat16;
    }
}
