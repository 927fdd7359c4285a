package io.github.qwenvl4j.train.optimizer;

import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.torch.Blocks;
import io.github.qwenvl4j.torch.Scopes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), identical to {@code torch.optim.AdamW}.
 * Keeps two moments per parameter and owns their native memory until closed.
 */
public final class AdamW implements AutoCloseable {

    /**
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon added to the denominator
     * @param weightDecay times the learning rate is the fraction subtracted from every parameter
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {}

    private final Settings settings;
    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> firstMoments = new LinkedHashMap<>();
    private final Map<String, Tensor> secondMoments = new LinkedHashMap<>();
    private long steps;

    /** @param parameters by name; must not be closed before the optimiser */
    public AdamW(Map<String, Tensor> parameters, Settings settings) {
        this.parameters = new LinkedHashMap<>(parameters); // sorted, so that the sum of norms is the same in every run
        this.settings = settings;
        try (PointerScope scope = new PointerScope()) {
            parameters.forEach((name, parameter) -> {
                firstMoments.put(name, Scopes.retain(torch.zeros_like(parameter)));
                secondMoments.put(name, Scopes.retain(torch.zeros_like(parameter)));
            });
        }
    }

    /**
     * Scales all gradients so that their total norm is at most {@code maxNorm}.
     *
     * @return the norm before scaling
     */
    public double clipGradients(double maxNorm) {
        try (PointerScope scope = new PointerScope()) {
            Tensor[] withGradient = parameters.values().stream()
                    .filter(parameter -> parameter.grad().defined())
                    .toArray(Tensor[]::new);
            return withGradient.length == 0 ? 0 : torch.clip_grad_norm_(new TensorVector(withGradient), maxNorm);
        }
    }

    /** Performs one update with the current gradients; a parameter without a gradient is unchanged. */
    public void step(ToDoubleFunction<String> learningRate) {
        steps++;
        parameters.forEach((name, parameter) -> {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor gradient = parameter.grad();
                if (gradient.defined()) {
                    update(name, parameter, gradient, learningRate.applyAsDouble(name));
                }
            }
        });
    }

    private void update(String name, Tensor parameter, Tensor gradient, double learningRate) {
        Tensor m = firstMoments.get(name);
        Tensor v = secondMoments.get(name);
        double bias1 = 1 - Math.pow(settings.beta1, steps);
        double bias2 = 1 - Math.pow(settings.beta2, steps);
        parameter.mul_(new Scalar(1 - learningRate * settings.weightDecay));
        m.lerp_(gradient, new Scalar(1 - settings.beta1));
        v.mul_(new Scalar(settings.beta2)).addcmul_(gradient, gradient, new Scalar(1 - settings.beta2));
        Tensor denominator = v.sqrt().div_(new Scalar(Math.sqrt(bias2))).add_(new Scalar(settings.epsilon));
        parameter.addcdiv_(m, denominator, new Scalar(-learningRate / bias1));
    }

    /** What is optimised, by name. */
    public Map<String, Tensor> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /** The number of updates. */
    public long steps() {
        return steps;
    }

    /** The moments by {@code exp_avg.NAME} and {@code exp_avg_sq.NAME}, for saving; owned by the optimiser. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        firstMoments.forEach((name, moment) -> state.put("exp_avg." + name, moment));
        secondMoments.forEach((name, moment) -> state.put("exp_avg_sq." + name, moment));
        return state;
    }

    /**
     * Restores a saved state: copies values into the tensors of {@link #state} and continues counting at {@code steps}.
     */
    public void resume(Function<String, Block> saved, long stepsMade) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            state().forEach((name, moment) -> moment.copy_(Blocks.tensor(saved.apply(name))));
        }
        continueAfter(stepsMade);
    }

    /** Continues counting after so many updates. */
    public void continueAfter(long stepsMade) {
        steps = stepsMade;
    }

    @Override
    public void close() {
        firstMoments.values().forEach(Tensor::close);
        secondMoments.values().forEach(Tensor::close);
    }
}
