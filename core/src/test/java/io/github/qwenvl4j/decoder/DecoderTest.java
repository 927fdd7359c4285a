package io.github.qwenvl4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.attention.KvShape;
import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.decoder.DecoderBlock.GateAndUp;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RmsNorm;
import io.github.qwenvl4j.quantize.WideTiles;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.EachSet;
import io.github.qwenvl4j.tensor.NativeDecoder.HeadSizes;
import io.github.qwenvl4j.tensor.NativeProbes.Form;
import io.github.qwenvl4j.tensor.NativeRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few rows through native code against the same blocks computed from small operations, which gradients flow through. */
class DecoderTest {

    private static final double BOUND = 1.0 / 64; // of the largest result: bfloat16, in two blocks
    private static final int BLOCKS = 2;

    /** Rows of two sequences in each step; the caches grow and hold rows of earlier steps. */
    private static final int[][] STEPS = {{8, 1}, {1, 1}, {3, 8}, {1, 4}};

    private record Kind(Form form, HeadSizes heads, long hidden, long inner, boolean asQwenVl, KvCacheType cache) {}

    @AfterEach
    void allThreads() {
        NativeRuntime.useThreads(NativeRuntime.allThreads());
    }

    @ParameterizedTest
    @CsvSource({
        "INT4, 4, 4, 64, 256, 384, true, COMPUTED",
        "INT4, 4, 2, 128, 128, 256, false, INT8",
        "INT8, 3, 3, 40, 200, 300, true, INT8",
        "INT8, 8, 2, 72, 96, 131, false, COMPUTED",
        "BFLOAT16, 4, 1, 104, 120, 77, false, COMPUTED",
        "BFLOAT16, 2, 2, 8, 24, 40, true, INT8"
    })
    void nativeCodeComputesWhatTheBlocksSay(
            Form form, long heads, long kv, long dim, long hidden, long inner, boolean asQwenVl, KvCacheType cache) {
        Kind kind = new Kind(form, new HeadSizes(heads, kv, dim), hidden, inner, asQwenVl, cache);
        EachSet.run(() -> inScope(tiles -> {
            List<DecoderBlock> blocks = blocks(kind, tiles);
            List<Tensor> expected = steps(kind, (h, sequences, rotation) -> oneByOne(blocks, h, sequences, rotation));
            Decoder decoder = new Decoder(blocks);
            List<Tensor> actual = steps(kind, (h, sequences, rotation) -> {
                assertThat(sequences.few()).isTrue();
                return decoder.forward(h, 0, BLOCKS, sequences, rotation);
            });
            for (int i = 0; i < STEPS.length; i++) {
                double largest = expected.get(i).abs().max().item_double();
                double error = actual.get(i).sub(expected.get(i)).abs().max().item_double();
                assertThat(error).as("step %d", i).isLessThan(BOUND * largest);
            }
        }));
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        Kind kind = new Kind(Form.INT8, new HeadSizes(4, 2, 64), 256, 384, true, KvCacheType.COMPUTED);
        EachSet.run(() -> inScope(tiles -> {
            Decoder decoder = new Decoder(blocks(kind, tiles));
            List<List<Tensor>> results = Stream.of(1, 2, 5)
                    .map(threads -> {
                        NativeRuntime.useThreads(threads);
                        return steps(kind, (h, s, rotation) -> decoder.forward(h, 0, BLOCKS, s, rotation));
                    })
                    .toList();
            for (int i = 0; i < STEPS.length; i++) {
                assertThat(results.get(1).get(i).equal(results.get(0).get(i))).isTrue();
                assertThat(results.get(2).get(i).equal(results.get(0).get(i))).isTrue();
            }
        }));
    }

    private interface Path {
        Tensor forward(Tensor h, CachedSequences sequences, Rotation rotation);
    }

    private static Tensor oneByOne(List<DecoderBlock> blocks, Tensor h, Sequences sequences, Rotation rotation) {
        Tensor x = h;
        for (int i = 0; i < BLOCKS; i++) {
            x = blocks.get(i).forward(x, i, sequences, rotation);
        }
        return x;
    }

    /** What comes out of each step; the same inputs whenever it is called. */
    private static List<Tensor> steps(Kind kind, Path path) {
        torch.manual_seed(11);
        KvShape shape = new KvShape(BLOCKS, kind.heads.kvHeads(), kind.heads.features());
        List<Tensor> results = new ArrayList<>();
        try (KvCache first = new KvCache(shape, kind.cache, torch.ScalarType.BFloat16, ComputeDevice.CPU);
                KvCache second = new KvCache(shape, kind.cache, torch.ScalarType.BFloat16, ComputeDevice.CPU)) {
            for (int[] rows : STEPS) {
                CachedSequences sequences = new CachedSequences(List.of(
                        new CachedSequences.Segment(first, rows[0]), new CachedSequences.Segment(second, rows[1])));
                long all = sequences.rows();
                Tensor angles = torch.randn(all, 1, kind.heads.features());
                Optional<Tensor> factors =
                        kind.asQwenVl ? Optional.of(torch.rand(all, 1, 1).add(new Scalar(1))) : Optional.empty();
                Tensor h = torch.randn(all, kind.hidden);
                Tensor before = h.clone();
                results.add(path.forward(h, sequences, new Rotation(angles.cos(), angles.sin(), factors)));
                assertThat(h.equal(before)).as("the input is unchanged").isTrue();
                sequences.advance();
            }
        }
        return results;
    }

    private static List<DecoderBlock> blocks(Kind kind, WideTiles tiles) {
        RandomParts parts = new RandomParts(kind.form, tiles);
        return Stream.generate(() -> block(kind, parts)).limit(BLOCKS).toList();
    }

    /** With a bias and the gate last, or with norms of heads and the gate first. */
    private static DecoderBlock block(Kind kind, RandomParts parts) {
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
                kind.heads,
                new RmsNorm(parts, kind.hidden, 1e-6),
                parts.linear(kind.asQwenVl ? whole : stacked),
                headNorm,
                headNorm,
                parts.linear(LinearSpec.of("out", kind.hidden, queries)),
                new RmsNorm(parts, kind.hidden, 1e-6),
                new GateAndUp(parts.linear(both), kind.inner, !kind.asQwenVl),
                parts.linear(LinearSpec.of("down", kind.hidden, kind.inner)),
                torch.ScalarType.BFloat16);
    }

    private static void inScope(Consumer<WideTiles> body) {
        torch.manual_seed(5);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard();
                WideTiles tiles = new WideTiles()) {
            body.accept(tiles);
        }
    }
}
