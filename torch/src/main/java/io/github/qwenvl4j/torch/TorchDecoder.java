package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.nn.ComposedDecoder;
import io.github.qwenvl4j.nn.Decoder;
import io.github.qwenvl4j.nn.DecoderBlock;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;

/** Block by block; over caches, what attention and rotation need in every layer is made once for all of them. */
public final class TorchDecoder implements Decoder {

    private final TorchBackend backend;
    private final ComposedDecoder blocks;

    public TorchDecoder(TorchBackend backend, List<DecoderBlock> blocks) {
        this.backend = backend;
        this.blocks = new ComposedDecoder(blocks);
    }

    @Override
    public int size() {
        return blocks.size();
    }

    @Override
    public Tensor forward(Tensor h, int begin, int end, Sequences sequences, Rotation rotation, RowAdapters adapters) {
        if (!(sequences instanceof CachedSequences cached)) {
            return blocks.forward(h, begin, end, sequences, rotation, adapters);
        }
        return backend.scoped(() -> {
            CachedStep step = new CachedStep(backend, cached);
            return blocks.forward(h, begin, end, step, StepRotation.of(backend, rotation), adapters);
        });
    }
}
