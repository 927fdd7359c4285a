package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.Encoder;
import io.github.qwenvl4j.nn.EncoderRows;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.PositionGrid;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.stream.IntStream;

/** The vision transformer: patches, positions, blocks; no mask and no class token. Immutable, thread-safe. */
public final class VisionTransformer {

    private static final long STORED_POSITIONS = 256; // a 16 x 16 grid in every checkpoint, whatever its image_size

    private final Backend backend;
    private final PatchEmbedding patchEmbedding;
    private final Tensor positionalEmbedding;
    private final LayerNorm lnPre;
    private final Encoder blocks;

    VisionTransformer(Weights weights, VisionConfig config) {
        this.backend = weights.backend();
        this.patchEmbedding = new PatchEmbedding(weights, config);
        this.positionalEmbedding = weights.tensor("positional_embedding", STORED_POSITIONS, config.width());
        this.lnPre = new LayerNorm(weights.in("ln_pre"), config.width());
        this.blocks = weights.encoder(IntStream.range(0, config.layers())
                .mapToObj(i -> VisionBlock.of(weights.in("transformer.resblocks." + i), config))
                .toList());
    }

    /** Patches {@code [B P, 3 patch patch]} to {@code [B P, width]}. */
    public Tensor forward(Tensor patches, int pictures) {
        return backend.scoped(() -> {
            Tensor x = embed(patches, pictures);
            for (int block = 0; block < blocks(); block++) {
                x = forward(block, x, pictures);
            }
            return x;
        });
    }

    /** The input of the first block: {@code ln_pre(patches + positions)}, {@code [B P, width]}. */
    public Tensor embed(Tensor patches, int pictures) {
        return backend.scoped(() -> {
            Tensor x = patchEmbedding.forward(patches);
            return lnPre.forward(x.add(PositionGrid.resize(positionalEmbedding, x.size(0) / pictures)));
        });
    }

    /** How many blocks. */
    public int blocks() {
        return blocks.size();
    }

    /** One block, {@code [B P, width]} to the same. */
    public Tensor forward(int block, Tensor x, int pictures) {
        return forward(block, x, pictures, RowAdapters.NONE);
    }

    Tensor forward(int block, Tensor x, int pictures, RowAdapters adapters) {
        return blocks.forward(block, x, EncoderRows.equal(x.size(0), pictures), adapters);
    }
}
