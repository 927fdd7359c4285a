package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.CachedSequences.Segment;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.nn.ComposedDecoder;
import io.github.qwenvl4j.nn.Decoder;
import io.github.qwenvl4j.nn.DecoderBlock;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All blocks in one native call where native code takes them, else block by block. */
public final class CpuDecoder implements Decoder {

    /** Rows of a native call, whose work memory grows with them. */
    private static final int MOST_ROWS = 1024;

    private final ComposedDecoder blocks;
    private final List<Linear> layers; // of all blocks
    private final Optional<NativeDecoder> whole; // absent where native code does not take the blocks

    public CpuDecoder(List<DecoderBlock> blocks) {
        this.blocks = new ComposedDecoder(blocks);
        this.layers = blocks.stream().flatMap(block -> block.layers().stream()).toList();
        List<DecoderBlock> plain = blocks.stream().map(DecoderBlock::plain).toList();
        this.whole = plain.stream().allMatch(NativeDecoder::takes)
                ? Optional.of(new NativeDecoder(plain))
                : Optional.empty();
    }

    @Override
    public int size() {
        return blocks.size();
    }

    @Override
    public Tensor forward(Tensor h, int begin, int end, Sequences sequences, Rotation rotation, RowAdapters adapters) {
        if (whole.isEmpty() || sequences.rows() > MOST_ROWS || !(sequences instanceof CachedSequences cached)) {
            return blocks.forward(h, begin, end, sequences, rotation, adapters);
        }
        Optional<NativeChanges> changes = NativeChanges.of(layers, adapters, sequences.rows());
        if (changes.isEmpty()) {
            return blocks.forward(h, begin, end, sequences, rotation, adapters);
        }
        CpuTensor x = ((CpuTensor) h).copy();
        List<NativeDecoder.Rows> rows = new ArrayList<>();
        for (Segment segment : cached.segments()) {
            rows.add(rows(segment));
        }
        CacheForm form = ((CpuLayerCache) cached.segments().get(0).cache().layer(0)).form();
        whole.get().run(x, rotation, form, rows, changes.get(), begin, end);
        return x;
    }

    private NativeDecoder.Rows rows(Segment segment) {
        KvCache cache = segment.cache();
        int each = CpuLayerCache.ADDRESSES;
        long[] addresses = new long[size() * each];
        for (int layer = 0; layer < size(); layer++) {
            System.arraycopy(((CpuLayerCache) cache.layer(layer)).addresses(), 0, addresses, layer * each, each);
        }
        return new NativeDecoder.Rows(segment.rows(), cache.length(), cache.capacity(), addresses);
    }
}
