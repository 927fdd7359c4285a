package io.github.qwenvl4j.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of checkpoint tensors that make up one linear layer. Most layers are one tensor; the resampler's q, k and v
 * are row ranges of one, and the language model's w1 and w2, which read the same input, are two tensors stacked.
 *
 * @param in input size
 * @param parts stacked along the output, in order
 */
public record LinearSpec(long in, List<Part> parts) {

    private static final String WEIGHT = "weight";
    private static final String MODULE_WEIGHT = ".weight";

    /**
     * Rows {@code [start, start + count)} of a weight (and of its bias).
     *
     * @param weight name of the weight tensor, relative to the module
     * @param bias name of the bias tensor
     * @param shape of the whole weight in the checkpoint; its first dimension is the output
     */
    public record Part(String weight, Optional<String> bias, List<Long> shape, long start, long count) {

        /** Whether the part is the whole tensor. */
        public boolean whole() {
            return count == shape.get(0);
        }
    }

    public LinearSpec {
        parts = List.copyOf(parts);
    }

    public long out() {
        return parts.stream().mapToLong(Part::count).sum();
    }

    /** The module that a weight belongs to: its name without {@code .weight}. */
    public static String module(String weight) {
        return weight.endsWith(MODULE_WEIGHT) ? weight.substring(0, weight.length() - MODULE_WEIGHT.length()) : weight;
    }

    /** The tensor {@code name.weight} of {@code [out, in]}, without bias. */
    public static LinearSpec of(String name, long out, long in) {
        return new LinearSpec(in, List.of(new Part(name + MODULE_WEIGHT, Optional.empty(), List.of(out, in), 0, out)));
    }

    /** The same layer with the bias {@code name.bias}. */
    public LinearSpec withBias() {
        List<Part> biased = new ArrayList<>();
        for (Part part : parts) {
            int stem = part.weight.endsWith(WEIGHT) ? part.weight.length() - WEIGHT.length() : part.weight.length();
            String bias = part.weight.substring(0, stem) + "bias";
            biased.add(new Part(part.weight, Optional.of(bias), part.shape, part.start, part.count));
        }
        return new LinearSpec(in, biased);
    }

    /** Several layers with the same input as one layer; their outputs are concatenated. */
    public static LinearSpec stacked(LinearSpec... layers) {
        List<Part> parts = new ArrayList<>();
        for (LinearSpec layer : layers) {
            parts.addAll(layer.parts);
        }
        return new LinearSpec(layers[0].in, parts);
    }
}
