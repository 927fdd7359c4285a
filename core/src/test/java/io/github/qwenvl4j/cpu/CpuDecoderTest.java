package io.github.qwenvl4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.attention.KvShape;
import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.AdaptedLinear;
import io.github.qwenvl4j.nn.AdapterLayers;
import io.github.qwenvl4j.nn.ComposedDecoder;
import io.github.qwenvl4j.nn.Decoder;
import io.github.qwenvl4j.nn.DecoderBlock;
import io.github.qwenvl4j.nn.DecoderBlock.GateAndUp;
import io.github.qwenvl4j.nn.HeadSizes;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RmsNorm;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.tensor.Tensor;
import io.github.qwenvl4j.testing.TestBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole decoders in one native call against the same blocks composed of small operations. */
class CpuDecoderTest {

    private static final double BOUND = 1.0 / 64; // of the largest result: bfloat16, in two blocks
    private static final double FLOAT32 = 1e-4;
    private static final int BLOCKS = 2;

    /** Rows of two sequences in each step; the caches grow and hold rows of earlier steps. */
    private static final int[][] STEPS = {{8, 1}, {1, 1}, {3, 8}, {70, 4}};

    private record Kind(
            WeightForm form, HeadSizes heads, long hidden, long inner, boolean asQwenVl, KvCacheType cache) {
        DType attention() {
            return form.computed();
        }
    }

    @AfterEach
    void allThreads() {
        ComputeThreads.choose(ComputeThreads.all());
    }

    @ParameterizedTest
    @CsvSource({
        "INT4, 4, 4, 64, 256, 384, true, COMPUTED",
        "INT4, 4, 2, 128, 128, 256, false, INT8",
        "INT8, 3, 3, 40, 200, 300, true, INT8",
        "INT8, 8, 2, 72, 96, 131, false, COMPUTED",
        "BFLOAT16, 4, 1, 104, 120, 77, false, COMPUTED",
        "BFLOAT16, 2, 2, 8, 24, 40, true, INT8",
        "FLOAT32, 4, 2, 32, 128, 96, false, COMPUTED",
        "FLOAT32, 3, 3, 20, 60, 77, true, INT8",
        "WIDENED, 4, 2, 32, 128, 96, false, COMPUTED"
    })
    void oneCallComputesWhatTheBlocksSay(
            WeightForm form,
            long heads,
            long kv,
            long dim,
            long hidden,
            long inner,
            boolean asQwenVl,
            KvCacheType cache) {
        Kind kind = new Kind(form, new HeadSizes(heads, kv, dim), hidden, inner, asQwenVl, cache);
        EachSet.run(() -> {
            try (CpuBackend backend = new CpuBackend(kind.attention());
                    TestBlocks memory = new TestBlocks()) {
                List<DecoderBlock> blocks = blocks(kind, backend, memory);
                assertThat(blocks).map(DecoderBlock::plain).allMatch(NativeDecoder::takes);
                requireEqual(kind, backend, blocks, rows -> RowAdapters.NONE);
                AdapterLayers all = changes(kind, blocks, 5, memory);
                AdapterLayers some = changes(kind, blocks.subList(1, 2), 16, memory);
                assertThat(NativeChanges.of(layers(blocks), RowAdapters.all(all), 1))
                        .isPresent();
                requireEqual(kind, backend, blocks, rows -> ofBoth(rows, all, some));
                requireEqual(kind, backend, blocks, rows -> ofSecond(rows, all));
            }
        });
    }

    private static List<Linear> layers(List<DecoderBlock> blocks) {
        return blocks.stream().flatMap(block -> block.layers().stream()).toList();
    }

    private static void requireEqual(
            Kind kind, CpuBackend backend, List<DecoderBlock> blocks, Function<int[], RowAdapters> adapters) {
        List<float[]> expected = steps(kind, backend, new ComposedDecoder(blocks), adapters);
        List<float[]> actual = steps(kind, backend, new CpuDecoder(blocks), adapters);
        for (int i = 0; i < STEPS.length; i++) {
            assertThat(Numerals.error(actual.get(i), Numerals.wide(expected.get(i))))
                    .as("step %d", i)
                    .isLessThan(kind.attention() == DType.F32 && kind.cache == KvCacheType.COMPUTED ? FLOAT32 : BOUND);
        }
    }

    private static RowAdapters ofBoth(int[] rows, AdapterLayers first, AdapterLayers second) {
        return RowAdapters.of(
                List.of(new RowAdapters.Run(0, rows[0], first), new RowAdapters.Run(rows[0], rows[1], second)));
    }

    private static RowAdapters ofSecond(int[] rows, AdapterLayers layers) {
        return RowAdapters.of(List.of(new RowAdapters.Run(rows[0], rows[1], layers)));
    }

    /** Of all stacks but the last in these blocks. */
    private static AdapterLayers changes(Kind kind, List<DecoderBlock> blocks, int rank, TestBlocks memory) {
        RandomChanges changes = new RandomChanges(kind.attention(), rank, memory, new Numerals(rank));
        for (DecoderBlock block : blocks) {
            for (Linear stack :
                    List.of(block.qkv(), block.out(), block.gateAndUp().both())) {
                long inputs = ((CpuLinear) stack.plain()).layers().get(0).inputs();
                ((AdaptedLinear) stack).parts().forEach(part -> changes.change(part, inputs));
            }
        }
        return changes;
    }

    /** What native code cannot do is done by small operations. */
    @Test
    void anAdapterWithALayerOfItsOwnIsComposed() {
        Kind kind = new Kind(WeightForm.FLOAT32, new HeadSizes(4, 2, 32), 128, 96, false, KvCacheType.COMPUTED);
        try (CpuBackend backend = new CpuBackend(kind.attention());
                TestBlocks memory = new TestBlocks()) {
            List<DecoderBlock> blocks = blocks(kind, backend, memory);
            AdapterLayers own = new RandomChanges(kind.attention(), 4, memory, new Numerals(4)) {
                @Override
                public Optional<Linear> linear(String module) {
                    return module.equals("1.down.0") ? Optional.of(blocks.get(0).down()) : Optional.empty();
                }
            };
            assertThat(NativeChanges.of(layers(blocks), RowAdapters.all(own), 1))
                    .isEmpty();
            requireEqual(kind, backend, blocks, rows -> ofSecond(rows, own));
            assertThat(steps(kind, backend, new CpuDecoder(blocks), rows -> ofSecond(rows, own))
                            .get(0))
                    .isNotEqualTo(steps(kind, backend, new CpuDecoder(blocks), rows -> RowAdapters.NONE)
                            .get(0));
        }
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        Kind kind = new Kind(WeightForm.INT8, new HeadSizes(4, 2, 64), 256, 384, true, KvCacheType.COMPUTED);
        EachSet.run(() -> {
            try (CpuBackend backend = new CpuBackend(kind.attention());
                    TestBlocks memory = new TestBlocks()) {
                Decoder decoder = new CpuDecoder(blocks(kind, backend, memory));
                List<List<float[]>> results = Stream.of(1, 2, 5)
                        .map(threads -> {
                            ComputeThreads.choose(threads);
                            return steps(kind, backend, decoder, rows -> RowAdapters.NONE);
                        })
                        .toList();
                for (int i = 0; i < STEPS.length; i++) {
                    assertThat(results.get(1).get(i)).isEqualTo(results.get(0).get(i));
                    assertThat(results.get(2).get(i)).isEqualTo(results.get(0).get(i));
                }
            }
        });
    }

    /** What comes out of each step; the same inputs whenever it is called. */
    private static List<float[]> steps(
            Kind kind, CpuBackend backend, Decoder decoder, Function<int[], RowAdapters> adapters) {
        Numerals random = new Numerals(11);
        KvShape shape = new KvShape(BLOCKS, kind.heads.kvHeads(), kind.heads.features());
        List<float[]> results = new ArrayList<>();
        try (KvCache first = new KvCache(backend, shape, kind.cache);
                KvCache second = new KvCache(backend, shape, kind.cache)) {
            for (int[] rows : STEPS) {
                results.add(backend.infer(
                        () -> step(kind, backend, decoder, random, first, second, rows, adapters.apply(rows))));
            }
        }
        return results;
    }

    private static float[] step(
            Kind kind,
            CpuBackend backend,
            Decoder decoder,
            Numerals random,
            KvCache first,
            KvCache second,
            int[] rows,
            RowAdapters adapters) {
        CachedSequences sequences = new CachedSequences(
                backend,
                List.of(new CachedSequences.Segment(first, rows[0]), new CachedSequences.Segment(second, rows[1])));
        long all = sequences.rows();
        int half = (int) kind.heads.features() / 2;
        Optional<Tensor> factors =
                kind.asQwenVl ? Optional.of(backend.tensor(random.between(1, 2, all), all)) : Optional.empty();
        Rotation rotation = Rotation.of(backend, random.normal(all * half), half, 1, factors);
        float[] h = random.normal(all * kind.hidden);
        Tensor input = backend.tensor(h, all, kind.hidden);
        float[] y =
                decoder.forward(input, 0, BLOCKS, sequences, rotation, adapters).toFloats();
        assertThat(input.toFloats()).as("the input is unchanged").isEqualTo(h);
        sequences.advance();
        return y;
    }

    private static List<DecoderBlock> blocks(Kind kind, CpuBackend backend, TestBlocks memory) {
        RandomParts parts = new RandomParts(kind.form, backend, memory, new Numerals(5));
        return IntStream.range(0, BLOCKS)
                .mapToObj(i -> block(kind, parts, Integer.toString(i)))
                .toList();
    }

    /** With a bias and the gate last, or with norms of heads and the gate first. */
    private static DecoderBlock block(Kind kind, RandomParts parts, String name) {
        long queries = kind.heads.heads() * kind.heads.features();
        long keys = kind.heads.kvHeads() * kind.heads.features();
        LinearSpec whole = LinearSpec.of("qkv", queries + 2 * keys, kind.hidden).withBias();
        LinearSpec stacked = LinearSpec.stacked(
                LinearSpec.of("q", queries, kind.hidden),
                LinearSpec.of("k", keys, kind.hidden),
                LinearSpec.of("v", keys, kind.hidden));
        Optional<RmsNorm> headNorm =
                kind.asQwenVl ? Optional.empty() : Optional.of(new RmsNorm(parts, kind.heads.features(), 1e-6));
        LinearSpec both = LinearSpec.stacked(
                LinearSpec.of("a", kind.inner, kind.hidden), LinearSpec.of("b", kind.inner, kind.hidden));
        return new DecoderBlock(
                parts.backend(),
                kind.heads,
                new RmsNorm(parts, kind.hidden, 1e-6),
                adaptable(parts, name + ".qkv.", kind.asQwenVl ? whole : stacked),
                headNorm,
                headNorm,
                adaptable(parts, name + ".out.", LinearSpec.of("out", kind.hidden, queries)),
                new RmsNorm(parts, kind.hidden, 1e-6),
                new GateAndUp(adaptable(parts, name + ".both.", both), kind.inner, !kind.asQwenVl),
                adaptable(parts, name + ".down.", LinearSpec.of("down", kind.hidden, kind.inner)));
    }

    private static AdaptedLinear adaptable(RandomParts parts, String name, LinearSpec spec) {
        List<AdaptedLinear.Part> outputs = new ArrayList<>();
        spec.parts().forEach(part -> outputs.add(new AdaptedLinear.Part(name + outputs.size(), part.count())));
        return new AdaptedLinear(parts.linear(spec), outputs);
    }
}
