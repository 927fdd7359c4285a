package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;

/** Of small operations: what every backend can do, and what faster ways are compared with. */
public record ComposedEncoder(List<EncoderBlock> blocks) implements Encoder {

    public ComposedEncoder {
        blocks = List.copyOf(blocks);
    }

    @Override
    public int size() {
        return blocks.size();
    }

    @Override
    public Tensor forward(int block, Tensor x, EncoderRows rows, RowAdapters adapters) {
        return blocks.get(block).forward(x, rows, adapters);
    }
}
