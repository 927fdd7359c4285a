package io.github.qwenvl4j.train.merge;

import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Table;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import io.github.qwenvl4j.torch.Scopes;
import io.github.qwenvl4j.torch.Tensors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;

/** Weights that add up the products {@code x^T x} of what the layers in question are given. Owns the sums. */
final class LayerInputs implements Weights {

    private final Weights base;
    private final String prefix;
    private final Recorded recorded;

    /** What all prefixes share. */
    private static final class Recorded {

        private final Map<String, String> places = new HashMap<>(); // modules that are given the same have one place
        private final Set<String> wanted = new HashSet<>(); // places
        private final Map<String, org.bytedeco.pytorch.Tensor> sums = new HashMap<>();
    }

    LayerInputs(Weights base) {
        this(base, "", new Recorded());
    }

    private LayerInputs(Weights base, String prefix, Recorded recorded) {
        this.base = base;
        this.prefix = prefix;
        this.recorded = recorded;
    }

    /** Forgets all sums and begins those of other modules. */
    void begin(Set<String> modules) {
        recorded.sums.values().forEach(org.bytedeco.pytorch.Tensor::close);
        recorded.sums.clear();
        recorded.wanted.clear();
        modules.forEach(module -> recorded.wanted.add(recorded.places.get(module)));
    }

    /** The sum of a module; absent where nothing has reached it. */
    Optional<org.bytedeco.pytorch.Tensor> products(String module) {
        return Optional.ofNullable(recorded.sums.get(recorded.places.get(module)));
    }

    @Override
    public Backend backend() {
        return base.backend();
    }

    @Override
    public Weights in(String child) {
        return new LayerInputs(base.in(child), prefix + child + ".", recorded);
    }

    @Override
    public Tensor tensor(String name, long... shape) {
        return base.tensor(name, shape);
    }

    @Override
    public Table table(String name, long rows, long columns) {
        return base.table(name, rows, columns);
    }

    @Override
    public Linear linear(LinearSpec spec) {
        Linear layer = base.linear(spec);
        String first = LinearSpec.module(prefix + spec.parts().get(0).weight());
        spec.parts().forEach(part -> recorded.places.put(LinearSpec.module(prefix + part.weight()), first));
        return x -> {
            if (recorded.wanted.contains(first)) {
                add(first, x);
            }
            return layer.forward(x);
        };
    }

    private void add(String place, Tensor x) {
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.Tensor rows = Tensors.floats(x.toFloats(), x.shape());
            org.bytedeco.pytorch.Tensor products = rows.t().matmul(rows);
            org.bytedeco.pytorch.Tensor sum = recorded.sums.get(place);
            if (sum == null) {
                recorded.sums.put(place, Scopes.retain(products));
            } else {
                sum.add_(products);
            }
        }
    }
}
