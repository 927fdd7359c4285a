package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.nn.DecoderBlock;
import io.github.qwenvl4j.nn.HeadSizes;
import io.github.qwenvl4j.nn.RmsNorm;
import java.nio.LongBuffer;
import java.util.List;

/**
 * Decoder blocks in this project's own C code ({@code src/main/c/decoder.c}): any number of blocks in one call.
 * Describes them once, by addresses of weights that must live at least as long. Thread-safe.
 */
final class NativeDecoder {

    private static final int BLOCK = 11 + 4 * NativeStack.NUMBERS;
    private static final int STEP = 9; // numbers that describe a step, see decoder.c
    private static final int SEQUENCE = 4; // and a sequence of it

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
        if (!block.layers().stream().allMatch(NativeStack::takes)) {
            return false;
        }
        List<NativeLayer> both = NativeStack.layers(block.gateAndUp().both());
        boolean pairs = true;
        for (NativeLayer layer : both) {
            pairs &= both.size() == 1 || layer.outputs() == block.gateAndUp().inner();
        }
        return pairs && block.heads().features() <= NativeKernels.MOST_FEATURES;
    }

    /**
     * Computes the blocks from {@code begin} to {@code end} over the rows of some sequences, whose keys and values are written
     * behind those of earlier rows.
     *
     * @param h {@code [R, hidden]}, changed in place
     * @param kept how the caches hold keys and values
     * @param changes that adapters make
     */
    void run(
            CpuTensor h,
            Rotation rotation,
            CacheForm kept,
            List<Rows> sequences,
            NativeChanges changes,
            int begin,
            int end) {
        long rows = h.size(0);
        int size = sequences.get(0).caches.length;
        long[] addresses = new long[sequences.size() * size];
        for (int i = 0; i < sequences.size(); i++) {
            System.arraycopy(sequences.get(i).caches, 0, addresses, i * size, size);
        }
        Longs caches = new Longs(addresses);
        long[] numbers = new long[STEP + SEQUENCE * sequences.size()];
        numbers[0] = rows;
        numbers[1] = Addresses.of(h, rows, hidden);
        numbers[2] = Addresses.of(rotation.cosines(), rows, heads.features());
        numbers[3] = Addresses.of(rotation.sines(), rows, heads.features());
        numbers[4] = rotation.queryFactors().isEmpty()
                ? 0
                : Addresses.of(rotation.queryFactors().get(), rows);
        numbers[5] = changes.changes();
        numbers[6] = changes.spans();
        numbers[7] = sequences.size();
        numbers[8] = kept.ordinal();
        for (int i = 0; i < sequences.size(); i++) {
            Rows each = sequences.get(i);
            int at = STEP + SEQUENCE * i;
            numbers[at] = each.rows;
            numbers[at + 1] = each.past;
            numbers[at + 2] = each.capacity;
            numbers[at + 3] = caches.address() + (long) i * size * Long.BYTES;
        }
        Longs step = new Longs(numbers);
        NativeKernels.requireMemory(run(step.address(), described.address(), begin, end));
        step.keep();
        caches.keep();
        changes.keep();
        described.keep();
    }

    /** As decoder.c reads it. */
    private static long[] described(DecoderBlock block) {
        HeadSizes heads = block.heads();
        long inner = block.gateAndUp().inner();
        LongBuffer numbers = LongBuffer.allocate(BLOCK);
        numbers.put(block.attentionNorm().weight().size(0));
        numbers.put(heads.heads()).put(heads.kvHeads()).put(heads.features()).put(inner);
        numbers.put(block.gateAndUp().gateFirst() ? 0 : inner);
        numbers.put(Double.doubleToRawLongBits(block.attentionNorm().epsilon()));
        numbers.put(weight(block.attentionNorm()));
        numbers.put(block.qNorm().isEmpty() ? 0 : weight(block.qNorm().get()));
        numbers.put(block.kNorm().isEmpty() ? 0 : weight(block.kNorm().get()));
        numbers.put(weight(block.innerNorm()));
        block.layers().forEach(stack -> numbers.put(NativeStack.described(stack)));
        return numbers.array();
    }

    private static long weight(RmsNorm norm) {
        return ((CpuTensor) norm.weight()).block().address();
    }

    private static native boolean run(long step, long blocks, long begin, long end);
}
