package io.github.qwenvl4j.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Decoder blocks for a few rows in this project's own C code ({@code src/main/c/decoder.c}): any number of blocks in one call.
 * Describes them once, by addresses of weights that must live at least as long. Thread-safe.
 */
public final class NativeDecoder {

    private static final int LAYERS = 3; // the most in a stack, see decoder.c
    private static final long MOST_FEATURES = 512; // of a head, see steps.h

    /**
     * A block: {@code h += out(attention(qkv(norm(h)))); h += down(up * silu(gate))}, with gate and up from {@code both(norm(h))}.
     *
     * @param gateFirst whether the gate comes before up among the outputs of {@code both}
     * @param qNorm weight of the norm of each query head, where there is one
     * @param qkv layers whose outputs follow each other: query heads, key heads, value heads
     */
    public record Block(
            long hidden,
            HeadSizes heads,
            long inner,
            boolean gateFirst,
            double epsilon,
            Tensor attentionNorm,
            Optional<Tensor> qNorm,
            Optional<Tensor> kNorm,
            Tensor innerNorm,
            List<NativeWeight> qkv,
            List<NativeWeight> out,
            List<NativeWeight> both,
            List<NativeWeight> down) {}

    /** @param heads of queries, a multiple of those of keys and values */
    public record HeadSizes(long heads, long kvHeads, long features) {}

    /**
     * The next rows of a sequence.
     *
     * @param past positions before them
     * @param capacity of the caches
     * @param caches addresses of keys, their scales, values and their scales, of every layer
     */
    public record Rows(long rows, long past, long capacity, long[] caches) {}

    private final LongBuffer memory;
    private final long blocks; // address of their addresses
    private final Block first;

    /** @param all blocks of equal sizes that this class {@link #takes} */
    public NativeDecoder(List<Block> all) {
        List<long[]> described = all.stream().map(NativeDecoder::described).toList();
        int size = described.get(0).length;
        this.first = all.get(0);
        this.memory = ByteBuffer.allocateDirect(Math.multiplyExact(Long.BYTES, all.size() * (size + 1)))
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        try (PointerScope scope = new PointerScope()) {
            this.blocks = new LongPointer(memory).address();
        }
        for (int i = 0; i < described.size(); i++) {
            int at = all.size() + i * size;
            memory.put(i, blocks + (long) at * Long.BYTES).put(at, described.get(i));
        }
    }

    /** Whether blocks of this kind are supported. */
    public static boolean takes(Block block) {
        boolean packed = LongStream.of(block.qkv.size(), block.out.size(), block.both.size(), block.down.size())
                .allMatch(count -> count > 0 && count <= LAYERS);
        boolean pairs = block.both.size() == 1 || block.both.stream().allMatch(layer -> layer.outputs() == block.inner);
        return packed && pairs && block.heads.features <= MOST_FEATURES && NativeAttention.takes(block.heads.features);
    }

    /**
     * Computes the blocks from {@code begin} to {@code end} over the rows of some sequences, whose keys and values are written
     * behind those of earlier rows.
     *
     * @param h {@code [R, hidden]} float32, changed in place
     * @param cosines {@code [R, 1, features]} float32, like {@code sines}
     * @param factors of the queries, {@code [R, 1, 1]} float32
     */
    public void run(
            Tensor h,
            Tensor cosines,
            Tensor sines,
            Optional<Tensor> factors,
            List<Rows> sequences,
            int begin,
            int end) {
        long rows = h.size(0);
        try (PointerScope scope = new PointerScope()) {
            LongStream head = LongStream.of(
                    rows,
                    Operands.address("h", h, torch.ScalarType.Float, rows, first.hidden),
                    Operands.address("cosines", cosines, torch.ScalarType.Float, rows, 1, first.heads.features),
                    Operands.address("sines", sines, torch.ScalarType.Float, rows, 1, first.heads.features),
                    factors.map(each -> Operands.address("factors", each, torch.ScalarType.Float, rows, 1, 1))
                            .orElse(0L),
                    sequences.size());
            LongPointer caches = new LongPointer(sequences.stream()
                    .flatMapToLong(each -> Arrays.stream(each.caches))
                    .toArray());
            LongPointer step = new LongPointer(
                    LongStream.concat(head, rows(sequences, caches.address())).toArray());
            NativeLibrary.requireMemory(run(step.address(), blocks, begin, end));
        }
    }

    private static LongStream rows(List<Rows> sequences, long caches) {
        LongStream.Builder all = LongStream.builder();
        long at = caches;
        for (Rows each : sequences) {
            all.add(each.rows).add(each.past).add(each.capacity).add(at);
            at += (long) each.caches.length * Long.BYTES;
        }
        return all.build();
    }

    /** As decoder.c reads it. */
    private static long[] described(Block block) {
        HeadSizes heads = block.heads;
        LongStream sizes = LongStream.of(
                block.hidden,
                heads.heads,
                heads.kvHeads,
                heads.features,
                block.inner,
                block.gateFirst ? 0 : block.inner,
                Double.doubleToRawLongBits(block.epsilon),
                norm(block.attentionNorm, block.hidden),
                block.qNorm.map(each -> norm(each, heads.features)).orElse(0L),
                block.kNorm.map(each -> norm(each, heads.features)).orElse(0L),
                norm(block.innerNorm, block.hidden));
        LongStream stacks =
                List.of(block.qkv, block.out, block.both, block.down).stream().flatMapToLong(NativeDecoder::described);
        return LongStream.concat(sizes, stacks).toArray();
    }

    private static long norm(Tensor weight, long size) {
        return Operands.address("norm", weight, torch.ScalarType.Float, size);
    }

    private static LongStream described(List<NativeWeight> layers) {
        long[] stack = new long[1 + LAYERS * 6];
        stack[0] = layers.size();
        for (int i = 0; i < layers.size(); i++) {
            System.arraycopy(layers.get(i).addresses(), 0, stack, 1 + 6 * i, 6);
        }
        return Arrays.stream(stack);
    }

    private static native boolean run(long step, long blocks, long begin, long end);
}
