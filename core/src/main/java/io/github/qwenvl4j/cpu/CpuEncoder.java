package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.nn.ComposedEncoder;
import io.github.qwenvl4j.nn.Encoder;
import io.github.qwenvl4j.nn.EncoderBlock;
import io.github.qwenvl4j.nn.EncoderRows;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Each block in one native call where native code takes them, else of small operations. */
public final class CpuEncoder implements Encoder {

    /** Rows of a native call, whose work memory grows with them. */
    private static final int MOST_ROWS = 8192;

    private final ComposedEncoder blocks;
    private final List<NativeEncoder> whole; // empty where native code does not take the blocks

    public CpuEncoder(List<EncoderBlock> blocks) {
        this.blocks = new ComposedEncoder(blocks);
        List<EncoderBlock> plain = blocks.stream().map(EncoderBlock::plain).toList();
        this.whole = plain.stream().allMatch(NativeEncoder::takes)
                ? plain.stream().map(NativeEncoder::new).toList()
                : List.of();
    }

    @Override
    public int size() {
        return blocks.size();
    }

    @Override
    public Tensor forward(int block, Tensor x, EncoderRows rows, RowAdapters adapters) {
        Optional<NativeChanges> changes = whole.isEmpty() || x.size(0) > MOST_ROWS
                ? Optional.empty()
                : NativeChanges.of(blocks.blocks().get(block).layers(), adapters, x.size(0));
        if (changes.isEmpty()) {
            return blocks.forward(block, x, rows, adapters);
        }
        CpuTensor y = ((CpuTensor) x).copy();
        whole.get(block).run(y, rows, changes.get());
        return y;
    }
}
