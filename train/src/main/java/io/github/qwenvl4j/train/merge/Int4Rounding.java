package io.github.qwenvl4j.train.merge;

import io.github.qwenvl4j.torch.Tensors;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Rounds the weights of a linear layer to 4 bits with a scale for each group of inputs. With the products of the layer's inputs
 * it goes input by input, and the weights of the inputs that follow make up for the error of each (GPTQ); without, every weight
 * goes to the nearest level. For one layer.
 */
final class Int4Rounding {

    private static final double DAMPING = 0.01; // of the mean of the diagonal
    private static final double LEAST = 1e-6; // of scales: float16 has nothing much smaller
    private static final int TOP = 15;
    private static final int MIDDLE = 8;

    /**
     * A rounded layer.
     *
     * @param levels {@code [outputs, inputs]}, 0 to 15
     * @param scales {@code [groups, outputs]}, as float16 holds them
     * @param zeros {@code [groups, outputs]}
     */
    record Rounded(byte[] levels, float[] scales, int[] zeros) {}

    private final int outputs;
    private final int[] groups;
    private final int[] order; // inputs, those of a group one behind the other
    private final boolean symmetric;
    private final Rounded result;

    private Int4Rounding(int outputs, int[] groups, int count, boolean symmetric) {
        this.outputs = outputs;
        this.groups = groups;
        this.symmetric = symmetric;
        this.order = IntStream.range(0, groups.length)
                .boxed()
                .sorted(Comparator.comparingInt(input -> groups[input]))
                .mapToInt(Integer::intValue)
                .toArray();
        this.result =
                new Rounded(new byte[outputs * groups.length], new float[count * outputs], new int[count * outputs]);
    }

    /**
     * @param weight {@code [outputs, inputs]}, float32
     * @param groups the group of each input
     * @param count of groups
     * @param symmetric whether every zero point is 8
     * @param products {@code x^T x} of rows of inputs; absent: to the nearest
     */
    static Rounded round(Tensor weight, int[] groups, int count, boolean symmetric, Optional<Tensor> products) {
        Int4Rounding rounding = new Int4Rounding(Math.toIntExact(weight.size(0)), groups, count, symmetric);
        rounding.run(weight, products);
        return rounding.result;
    }

    private void run(Tensor weight, Optional<Tensor> products) {
        try (PointerScope scope = new PointerScope()) {
            Tensor index = Tensors.longs(order);
            Tensor left = weight.index_select(1, index).clone();
            Optional<Tensor> factor =
                    products.map(given -> factor(given.index_select(0, index).index_select(1, index)));
            int to;
            for (int from = 0; from < order.length; from = to) {
                to = from;
                while (to < order.length && groups[order[to]] == groups[order[from]]) {
                    to++;
                }
                group(left, from, to, factor);
            }
        }
    }

    /** The upper triangle whose rows say how the error of an input is handed on to those that follow. */
    private static Tensor factor(Tensor products) {
        double damping = DAMPING * products.diagonal().mean().item_double() + LEAST;
        Tensor damped = products.add(torch.eye(products.size(0)).mul(new Scalar(damping)));
        Tensor inverse = torch.cholesky_inverse(torch.linalg_cholesky(damped.to(torch.ScalarType.Double)));
        return Tensors.toFloat32(torch.linalg_cholesky(inverse).t()).contiguous();
    }

    private void group(Tensor left, int from, int to, Optional<Tensor> factor) {
        try (PointerScope scope = new PointerScope()) {
            int width = to - from;
            float[] weights = Tensors.toFloats(left.narrow(1, from, width).contiguous());
            float[] errors = new float[weights.length];
            float[] triangle = factor.map(all -> Tensors.toFloats(
                            all.narrow(0, from, width).narrow(1, from, width).contiguous()))
                    .orElse(new float[0]);
            scales(weights, width, groups[order[from]] * outputs);
            IntStream.range(0, outputs).parallel().forEach(output -> row(weights, errors, triangle, from, output));
            if (factor.isPresent() && to < order.length) {
                Tensor rest = left.narrow(1, to, order.length - to);
                Tensor onwards = factor.get().narrow(0, from, width).narrow(1, to, order.length - to);
                rest.sub_(Tensors.floats(errors, outputs, width).matmul(onwards));
            }
        }
    }

    /** Scales and zero points of a group, of its weights as they are when its turn comes. @param first where they go */
    private void scales(float[] weights, int width, int first) {
        float[] ranges = new float[outputs];
        float[] lows = new float[outputs];
        for (int output = 0; output < outputs; output++) {
            float high = 0;
            for (int i = output * width; i < (output + 1) * width; i++) {
                lows[output] = Math.min(lows[output], weights[i]);
                high = Math.max(high, weights[i]);
            }
            float range = symmetric ? 2 * Math.max(-lows[output], high) : high - lows[output];
            ranges[output] = (float) Math.max(range / TOP, LEAST);
        }
        float[] rounded = Tensors.toFloats(
                Tensors.toFloat32(Tensors.floats(ranges, outputs).to(torch.ScalarType.Half)));
        System.arraycopy(rounded, 0, result.scales, first, outputs);
        for (int output = 0; output < outputs; output++) {
            int zero = Math.round(-lows[output] / rounded[output]);
            result.zeros[first + output] = symmetric ? MIDDLE : Math.max(1, Math.min(TOP, zero));
        }
    }

    /** One output's weights of a group. */
    private void row(float[] weights, float[] errors, float[] triangle, int from, int output) {
        int width = weights.length / outputs;
        int at = output * width;
        int place = groups[order[from]] * outputs + output;
        float scale = result.scales[place];
        int zero = result.zeros[place];
        for (int i = 0; i < width; i++) {
            int level = Math.max(0, Math.min(TOP, Math.round(weights[at + i] / scale) + zero));
            result.levels[output * groups.length + order[from + i]] = (byte) level;
            if (triangle.length > 0) {
                float error = (weights[at + i] - (level - zero) * scale) / triangle[i * width + i];
                errors[at + i] = error;
                for (int next = i + 1; next < width; next++) {
                    weights[at + next] -= error * triangle[i * width + next];
                }
            }
        }
    }
}
