package io.github.qwenvl4j.train.step;

import io.github.qwenvl4j.torch.Scopes;
import io.github.qwenvl4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/** Computes the gradients of a chain. */
enum Backward {

    /** Keeps every activation, which is fastest. */
    DIRECT {
        @Override
        double run(ForwardPass pass, double scale) {
            Tensor loss = pass.run();
            if (loss.requires_grad()) { // false for text alone while the language model is frozen
                Tensors.multiply(loss, scale).backward();
            }
            return loss.item_double();
        }
    },

    /**
     * Keeps only the inputs of the segments and recomputes each segment in the backward pass (gradient checkpointing,
     * Chen et al. 2016): takes the memory of one block and a third more time.
     */
    CHECKPOINTED {
        @Override
        double run(ForwardPass pass, double scale) {
            List<Tensor> values = forward(pass);
            int last = pass.segments().size() - 1;
            Tensor gradient = lossGradient(pass.segments().get(last), values.get(last), scale);
            for (int i = last - 1; i > 0; i--) {
                gradient = inputGradient(pass.segments().get(i), values.get(i), gradient);
            }
            backward(pass.segments().get(0).apply(values.get(0)), gradient);
            return values.get(last + 1).item_double();
        }
    };

    /**
     * Adds the gradients of {@code scale * loss} to those of the parameters. Runs in the caller's scope.
     *
     * @return the loss
     */
    abstract double run(ForwardPass pass, double scale);

    /** The input of every segment, and the loss. */
    private static List<Tensor> forward(ForwardPass pass) {
        List<Tensor> values = new ArrayList<>();
        values.add(pass.input());
        try (NoGradGuard noGrad = new NoGradGuard()) {
            for (UnaryOperator<Tensor> segment : pass.segments()) {
                Tensor input = values.get(values.size() - 1);
                values.add(Scopes.scoped(() -> segment.apply(input)));
            }
        }
        return values;
    }

    private static Tensor lossGradient(UnaryOperator<Tensor> loss, Tensor value, double scale) {
        return Scopes.scoped(() -> {
            Tensor input = value.detach().requires_grad_(true);
            Tensors.multiply(loss.apply(input), scale).backward();
            return input.grad().detach(); // grad() itself is borrowed from input, which is freed here
        });
    }

    private static Tensor inputGradient(UnaryOperator<Tensor> segment, Tensor value, Tensor outputGradient) {
        return Scopes.scoped(() -> {
            Tensor input = value.detach().requires_grad_(true);
            Tensor output = segment.apply(input);
            backward(output, outputGradient);
            return input.grad().detach();
        });
    }

    private static void backward(Tensor output, Tensor gradient) {
        if (output.requires_grad()) { // false only if the chain starts with frozen token embeddings
            output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
        }
    }
}
