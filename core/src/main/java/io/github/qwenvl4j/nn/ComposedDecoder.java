package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;

/** Block by block, of small operations: what every backend can do, and what faster ways are compared with. */
public record ComposedDecoder(List<DecoderBlock> blocks) implements Decoder {

    public ComposedDecoder {
        blocks = List.copyOf(blocks);
    }

    @Override
    public int size() {
        return blocks.size();
    }

    @Override
    public Tensor forward(Tensor h, int begin, int end, Sequences sequences, Rotation rotation, RowAdapters adapters) {
        Tensor x = h;
        for (int layer = begin; layer < end; layer++) {
            x = blocks.get(layer).forward(x, layer, sequences, rotation, adapters);
        }
        return x;
    }
}
