package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A linear layer that adapters can change, each for its own rows; the base layer is computed once for all of them.
 *
 * @param parts of the layer's outputs, in order
 */
public record AdaptedLinear(Linear base, List<Part> parts) implements Linear {

    /**
     * Outputs of a layer.
     *
     * @param module its full name
     */
    public record Part(String module, long outputs) {}

    public AdaptedLinear {
        parts = List.copyOf(parts);
    }

    @Override
    public Linear plain() {
        return base;
    }

    @Override
    public Tensor forward(Tensor x) {
        return base.forward(x);
    }

    @Override
    public Tensor forward(Tensor x, RowAdapters adapters) {
        Tensor y = base.forward(x);
        for (RowAdapters.Run run : adapters.runs()) {
            y = changed(y, x.narrow(0, run.start(), run.of(x.size(0))), run);
        }
        return y;
    }

    private Tensor changed(Tensor y, Tensor rows, RowAdapters.Run run) {
        Optional<Linear> own = run.layers().linear(parts.get(0).module);
        if (own.isPresent()) {
            int first = run.start();
            int[] index = IntStream.range(first, first + Math.toIntExact(rows.size(0)))
                    .toArray();
            return y.withRows(index, own.get().forward(rows));
        }
        Tensor changed = y;
        long column = 0;
        for (Part part : parts) {
            Optional<LowRank> change = run.layers().change(part.module);
            if (change.isPresent()) {
                changed = changed.addAt(run.start(), column, change.get().forward(rows));
            }
            column += part.outputs;
        }
        return changed;
    }
}
