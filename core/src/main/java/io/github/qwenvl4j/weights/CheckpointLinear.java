package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.checkpoint.GptqTensors;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.LinearSpec;
import java.util.Optional;

/**
 * One part of a linear layer as a checkpoint holds it, under full names.
 *
 * @param prefix of the part's names
 * @param inputs of the layer
 */
record CheckpointLinear(TensorStore store, String prefix, LinearSpec.Part part, long inputs) {

    String name() {
        return prefix + part.weight();
    }

    private String stem() {
        return LinearSpec.module(name());
    }

    boolean isGptq() {
        return store.isGptq(stem());
    }

    /** Outputs of the whole tensor that the part belongs to. */
    long allOutputs() {
        return part.shape().get(0);
    }

    /** Outputs of the part. */
    long outputs() {
        return part.count();
    }

    /** The part's weight {@code [count, inputs]} in a floating type, where it lies so. */
    Optional<Block> stored() {
        return isGptq()
                ? Optional.empty()
                : Optional.of(rows(store.read(name(), part.shape()).view(allOutputs(), inputs)));
    }

    /** Hands the part's weight on, some rows at a time. */
    void inParts(FloatRows body) {
        Optional<Block> stored = stored();
        Optional<GptqTensors> gptq = stored.isPresent() ? Optional.empty() : Optional.of(gptq());
        RowParts.over(outputs(), inputs, (start, count) -> {
            try (Allocation memory = Allocation.of(DType.F32, count, inputs)) {
                Block rows = memory.block(DType.F32, count, inputs);
                stored.ifPresent(weight -> Conversion.convert(weight.rows(start, count), rows));
                gptq.ifPresent(weight -> weight.dequantize(Math.toIntExact(part.start() + start), rows));
                body.take(start, rows);
            }
        });
    }

    /** Some rows of a weight. */
    interface FloatRows {

        /** @param rows float32 {@code [n, inputs]}, freed when this returns */
        void take(long start, Block rows);
    }

    GptqTensors gptq() {
        return store.readGptq(stem(), allOutputs(), inputs);
    }

    boolean isBiased() {
        return biasName().isPresent();
    }

    /** Writes the part's bias; zeros for one that has none, beside others that have one. @param to {@code [count]} */
    void bias(Block to) {
        Optional<String> name = biasName();
        if (name.isPresent()) {
            Conversion.convert(rows(store.read(name.get(), allOutputs())), to);
        } else {
            to.clear();
        }
    }

    /** Some GPTQ files give every quantised layer a bias, also where the published architecture has none. */
    private Optional<String> biasName() {
        return isGptq()
                ? Optional.of(stem() + ".bias").filter(store::has)
                : part.bias().map(prefix::concat);
    }

    /** This part's rows of {@code whole}: a view. */
    Block rows(Block whole) {
        return part.whole() ? whole : whole.rows(part.start(), part.count());
    }
}
