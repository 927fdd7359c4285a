package io.github.qwenvl4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.nn.AdaptedLinear;
import io.github.qwenvl4j.nn.ComposedEncoder;
import io.github.qwenvl4j.nn.Encoder;
import io.github.qwenvl4j.nn.EncoderBlock;
import io.github.qwenvl4j.nn.EncoderBlock.Activation;
import io.github.qwenvl4j.nn.EncoderBlock.Order;
import io.github.qwenvl4j.nn.EncoderRows;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.tensor.Tensor;
import io.github.qwenvl4j.testing.TestBlocks;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoder blocks in one native call against the same blocks composed of small operations: the same numbers, bit for bit. */
class CpuEncoderTest {

    private static final List<List<Integer>> LENGTHS =
            List.of(List.of(1), List.of(5), List.of(70), List.of(9, 9, 9), List.of(37, 3, 3, 66));

    /** Rotated heads lie by kind and have the other activation, as in one of the families. */
    private record Kind(WeightForm form, long heads, long dim, long hidden, long inner, boolean rotated) {}

    @AfterEach
    void allThreads() {
        ComputeThreads.choose(ComputeThreads.all());
    }

    @ParameterizedTest
    @CsvSource({
        "INT4, 2, 64, 128, 256, false",
        "INT4, 4, 32, 128, 384, true",
        "INT8, 3, 72, 216, 300, true",
        "INT8, 2, 104, 208, 131, false",
        "BFLOAT16, 2, 104, 208, 77, false",
        "BFLOAT16, 3, 72, 200, 260, true",
        "FLOAT32, 2, 72, 144, 301, true",
        "FLOAT32, 3, 20, 60, 77, false",
        "WIDENED, 2, 104, 208, 96, true"
    })
    void oneCallComputesWhatTheBlockSays(
            WeightForm form, long heads, long dim, long hidden, long inner, boolean rotated) {
        Kind kind = new Kind(form, heads, dim, hidden, inner, rotated);
        EachSet.run(() -> {
            try (CpuBackend backend = new CpuBackend(form.computed());
                    TestBlocks memory = new TestBlocks()) {
                EncoderBlock block = block(kind, backend, memory);
                assertThat(NativeEncoder.takes(block.plain())).isTrue();
                RandomChanges changes = changes(kind, block, memory);
                for (List<Integer> lengths : LENGTHS) {
                    requireEqual(kind, backend, block, lengths, RowAdapters.NONE);
                    requireEqual(kind, backend, block, lengths, RowAdapters.all(changes));
                }
            }
        });
    }

    private static void requireEqual(
            Kind kind, CpuBackend backend, EncoderBlock block, List<Integer> lengths, RowAdapters adapters) {
        assertThat(NativeChanges.of(block.layers(), adapters, 1)).isPresent();
        assertThat(forward(kind, backend, new CpuEncoder(List.of(block)), lengths, adapters))
                .as("sequences of %s rows, adapters %s", lengths, adapters)
                .isEqualTo(forward(kind, backend, new ComposedEncoder(List.of(block)), lengths, adapters));
    }

    /** The result; the same input whenever it is called. */
    private static float[] forward(
            Kind kind, CpuBackend backend, Encoder encoder, List<Integer> lengths, RowAdapters adapters) {
        Numerals random = new Numerals(11);
        int rows = lengths.stream().mapToInt(Integer::intValue).sum();
        return backend.infer(() -> {
            float[] values = random.normal(rows * kind.hidden);
            Tensor x = backend.tensor(values, rows, kind.hidden);
            EncoderRows sequences = new EncoderRows(lengths, rotation(kind, backend, rows, random));
            float[] y = encoder.forward(0, x, sequences, adapters).toFloats();
            assertThat(x.toFloats()).as("the input is unchanged").isEqualTo(values);
            return y;
        });
    }

    private static Optional<Rotation> rotation(Kind kind, CpuBackend backend, int rows, Numerals random) {
        int half = (int) kind.dim / 2;
        return kind.rotated
                ? Optional.of(Rotation.of(backend, random.normal((long) rows * half), half, 1, Optional.empty()))
                : Optional.empty();
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        Kind kind = new Kind(WeightForm.INT8, 3, 72, 216, 300, true);
        EachSet.run(() -> {
            try (CpuBackend backend = new CpuBackend(kind.form.computed());
                    TestBlocks memory = new TestBlocks()) {
                Encoder encoder = new CpuEncoder(List.of(block(kind, backend, memory)));
                List<float[]> results = Stream.of(1, 2, 5)
                        .map(threads -> {
                            ComputeThreads.choose(threads);
                            return forward(kind, backend, encoder, List.of(37, 3), RowAdapters.NONE);
                        })
                        .toList();
                assertThat(results.get(1)).isEqualTo(results.get(0));
                assertThat(results.get(2)).isEqualTo(results.get(0));
            }
        });
    }

    /** What native code cannot do is done by small operations. */
    @Test
    void anAdapterWithALayerOfItsOwnIsComposed() {
        Kind kind = new Kind(WeightForm.FLOAT32, 2, 32, 64, 96, false);
        try (CpuBackend backend = new CpuBackend(kind.form.computed());
                TestBlocks memory = new TestBlocks()) {
            EncoderBlock block = block(kind, backend, memory);
            Linear other = block(kind, backend, memory).down().plain();
            RowAdapters own = RowAdapters.all(new RandomChanges(kind.form.computed(), 4, memory, new Numerals(4)) {
                @Override
                public Optional<Linear> linear(String module) {
                    return module.equals("down") ? Optional.of(other) : Optional.empty();
                }
            });
            assertThat(NativeChanges.of(block.layers(), own, 1)).isEmpty();
            Encoder encoder = new CpuEncoder(List.of(block));
            assertThat(forward(kind, backend, encoder, List.of(5), own))
                    .isEqualTo(forward(kind, backend, new ComposedEncoder(List.of(block)), List.of(5), own));
        }
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        Kind kind = new Kind(WeightForm.FLOAT32, 2, 32, 64, 96, false);
        try (CpuBackend backend = new CpuBackend(kind.form.computed());
                TestBlocks memory = new TestBlocks()) {
            EncoderBlock block = block(kind, backend, memory);
            EncoderBlock narrower = block(new Kind(WeightForm.FLOAT32, 2, 24, 64, 96, false), backend, memory);
            EncoderBlock wrong = new EncoderBlock(
                    backend,
                    2,
                    32,
                    block.attentionNorm(),
                    narrower.qkv(),
                    block.order(),
                    block.out(),
                    block.innerNorm(),
                    block.up(),
                    block.activation(),
                    block.down());
            List<EncoderBlock> blocks = List.of(wrong);
            assertThatThrownBy(() -> new CpuEncoder(blocks)).isInstanceOf(IllegalArgumentException.class);
            Tensor x = backend.tensor(new float[3 * 64], 3, 64);
            EncoderRows four = EncoderRows.equal(4, 2);
            Encoder encoder = new CpuEncoder(List.of(block));
            assertThatThrownBy(() -> encoder.forward(0, x, four, RowAdapters.NONE))
                    .isInstanceOf(IllegalArgumentException.class);
            List<Integer> none = List.of(3, 0);
            Optional<Rotation> unturned = Optional.empty();
            assertThatThrownBy(() -> new EncoderRows(none, unturned)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static EncoderBlock block(Kind kind, CpuBackend backend, TestBlocks memory) {
        RandomParts parts = new RandomParts(kind.form, backend, memory, new Numerals(5));
        long attended = kind.heads * kind.dim;
        return new EncoderBlock(
                backend,
                kind.heads,
                kind.dim,
                new LayerNorm(parts, kind.hidden),
                adaptable(parts, "qkv", 3 * attended, kind.hidden),
                kind.rotated ? Order.BY_KIND : Order.BY_HEAD,
                adaptable(parts, "out", kind.hidden, attended),
                new LayerNorm(parts, kind.hidden),
                adaptable(parts, "up", kind.inner, kind.hidden),
                kind.rotated ? Activation.GELU_TANH : Activation.GELU,
                adaptable(parts, "down", kind.hidden, kind.inner));
    }

    private static AdaptedLinear adaptable(RandomParts parts, String name, long outputs, long inputs) {
        return new AdaptedLinear(
                parts.linear(LinearSpec.of(name, outputs, inputs).withBias()),
                List.of(new AdaptedLinear.Part(name, outputs)));
    }

    /** Of all layers but the last. */
    private static RandomChanges changes(Kind kind, EncoderBlock block, TestBlocks memory) {
        RandomChanges changes = new RandomChanges(kind.form.computed(), 5, memory, new Numerals(5));
        for (Linear layer : List.of(block.qkv(), block.out(), block.up())) {
            long inputs = NativeStack.layers(layer.plain()).get(0).inputs();
            ((AdaptedLinear) layer).parts().forEach(part -> changes.change(part, inputs));
        }
        return changes;
    }
}
