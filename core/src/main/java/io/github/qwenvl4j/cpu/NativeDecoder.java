package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.nn.DecoderBlock;
import io.github.qwenvl4j.nn.HeadSizes;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.RmsNorm;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Decoder blocks in this project's own C code ({@code src/main/c/decoder.c}): any number of blocks in one call.
 * Describes them once, by addresses of weights that must live at least as long. Thread-safe.
 */
final class NativeDecoder {

    private static final int LAYERS = 3; // the most in a stack, see decoder.c
    private static final long MOST_FEATURES = 512; // of a head, see steps.h

    static {
        NativeKernels.require();
    }

    /**
     * The next rows of a sequence.
     *
     * @param past positions before them
     * @param capacity of the caches
     * @param caches addresses of keys, their scales, values and their scales, of every layer
     */
    record Rows(long rows, long past, long capacity, long[] caches) {}

    private final Longs described;
    private final long hidden;
    private final HeadSizes heads;

    /** @param blocks of equal sizes that this class {@link #takes} */
    NativeDecoder(List<DecoderBlock> blocks) {
        List<long[]> all = blocks.stream().map(NativeDecoder::described).toList();
        int size = all.get(0).length;
        long[] numbers = new long[all.size() * (1 + size)]; // addresses of the blocks, then the blocks
        for (int i = 0; i < all.size(); i++) {
            System.arraycopy(all.get(i), 0, numbers, all.size() + i * size, size);
        }
        this.described = Longs.withAddresses(numbers, all.size(), size);
        this.hidden = blocks.get(0).attentionNorm().weight().size(0);
        this.heads = blocks.get(0).heads();
    }

    /** Whether blocks of this kind are supported. */
    static boolean takes(DecoderBlock block) {
        List<Linear> stacks =
                List.of(block.qkv(), block.out(), block.gateAndUp().both(), block.down());
        if (!stacks.stream().allMatch(each -> each instanceof CpuLinear linear && few(linear))) {
            return false;
        }
        List<NativeLayer> both = layers(block.gateAndUp().both());
        boolean pairs = both.size() == 1
                || both.stream()
                        .allMatch(layer -> layer.outputs() == block.gateAndUp().inner());
        return pairs && block.heads().features() <= MOST_FEATURES;
    }

    private static boolean few(CpuLinear linear) {
        return linear.layers().size() <= LAYERS;
    }

    private static List<NativeLayer> layers(Linear linear) {
        return ((CpuLinear) linear).layers();
    }

    /**
     * Computes the blocks from {@code begin} to {@code end} over the rows of some sequences, whose keys and values are written
     * behind those of earlier rows.
     *
     * @param h {@code [R, hidden]}, changed in place
     * @param kept how the caches hold keys and values
     */
    void run(CpuTensor h, Rotation rotation, CacheForm kept, List<Rows> sequences, int begin, int end) {
        long rows = h.size(0);
        require(h, rows, hidden);
        Longs caches = new Longs(sequences.stream()
                .flatMapToLong(each -> Arrays.stream(each.caches))
                .toArray());
        LongStream head = LongStream.of(
                rows,
                h.address(),
                address(rotation.cosines(), rows, heads.features()),
                address(rotation.sines(), rows, heads.features()),
                rotation.queryFactors().map(each -> address(each, rows)).orElse(0L),
                sequences.size(),
                kept.ordinal());
        Longs step = new Longs(
                LongStream.concat(head, rows(sequences, caches.address())).toArray());
        NativeKernels.requireMemory(run(step.address(), described.address(), begin, end));
        step.keep();
        caches.keep();
        described.keep();
    }

    private static long address(Tensor x, long... shape) {
        require((CpuTensor) x, shape);
        return ((CpuTensor) x).address();
    }

    private static void require(CpuTensor x, long... shape) {
        if (!Arrays.equals(x.block().shape(), shape)) {
            throw new IllegalArgumentException(
                    "rows have the shape " + Arrays.toString(x.shape()) + ", not " + Arrays.toString(shape));
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
    private static long[] described(DecoderBlock block) {
        HeadSizes heads = block.heads();
        long inner = block.gateAndUp().inner();
        LongStream sizes = LongStream.of(
                block.attentionNorm().weight().size(0),
                heads.heads(),
                heads.kvHeads(),
                heads.features(),
                inner,
                block.gateAndUp().gateFirst() ? 0 : inner,
                Double.doubleToRawLongBits(block.attentionNorm().epsilon()),
                weight(block.attentionNorm()),
                block.qNorm().map(NativeDecoder::weight).orElse(0L),
                block.kNorm().map(NativeDecoder::weight).orElse(0L),
                weight(block.innerNorm()));
        LongStream stacks = List.of(block.qkv(), block.out(), block.gateAndUp().both(), block.down()).stream()
                .flatMapToLong(stack -> described(layers(stack)));
        return LongStream.concat(sizes, stacks).toArray();
    }

    private static long weight(RmsNorm norm) {
        return ((CpuTensor) norm.weight()).block().address();
    }

    private static LongStream described(List<NativeLayer> layers) {
        long[] stack = new long[1 + LAYERS * NativeLayer.NUMBERS];
        stack[0] = layers.size();
        for (int i = 0; i < layers.size(); i++) {
            System.arraycopy(layers.get(i).described(), 0, stack, 1 + NativeLayer.NUMBERS * i, NativeLayer.NUMBERS);
        }
        return Arrays.stream(stack);
    }

    private static native boolean run(long step, long blocks, long begin, long end);
}
