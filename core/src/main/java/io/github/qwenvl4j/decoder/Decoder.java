package io.github.qwenvl4j.decoder;

import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.tensor.NativeDecoder;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** The blocks of a language model, in order. Immutable and thread-safe; the weights must outlive it. */
public final class Decoder {

    private final List<DecoderBlock> blocks;
    private final Optional<NativeDecoder> fewRows; // absent where native code cannot read the weights

    /** @param blocks of equal sizes */
    public Decoder(List<DecoderBlock> blocks) {
        this.blocks = List.copyOf(blocks);
        List<NativeDecoder.Block> described =
                blocks.stream().map(DecoderBlock::described).toList();
        this.fewRows = described.stream().allMatch(NativeDecoder::takes)
                ? Optional.of(new NativeDecoder(described))
                : Optional.empty();
    }

    public int size() {
        return blocks.size();
    }

    /**
     * Runs the blocks from {@code begin} to {@code end}: few rows in one native call, others block by block.
     *
     * @param h {@code [R, D]} float32, unchanged
     * @return {@code [R, D]} float32, owned by the caller's scope
     */
    public Tensor forward(Tensor h, int begin, int end, Sequences sequences, Rotation rotation) {
        if (fewRows.isPresent() && sequences instanceof CachedSequences cached && cached.few()) {
            Tensor x = h.clone();
            fewRows.get()
                    .run(x, rotation.cos(), rotation.sin(), rotation.queryScale(), cached.nativeRows(), begin, end);
            return x;
        }
        Tensor x = h;
        for (int layer = begin; layer < end; layer++) {
            x = blocks.get(layer).forward(x, layer, sequences, rotation);
        }
        return x;
    }
}
