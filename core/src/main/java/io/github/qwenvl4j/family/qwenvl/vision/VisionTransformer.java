package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.PositionGrid;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The vision transformer: patches, positions, blocks; no mask and no class token. Immutable, thread-safe. */
public final class VisionTransformer {

    private static final long STORED_POSITIONS = 256; // a 16 x 16 grid in every checkpoint, whatever its image_size

    private final Backend backend;
    private final PatchEmbedding patchEmbedding;
    private final Tensor positionalEmbedding;
    private final LayerNorm lnPre;
    private final List<VisionBlock> blocks = new ArrayList<>();

    VisionTransformer(Weights weights, VisionConfig config) {
        this.backend = weights.backend();
        this.patchEmbedding = new PatchEmbedding(weights, config);
        this.positionalEmbedding = weights.tensor("positional_embedding", STORED_POSITIONS, config.width());
        this.lnPre = new LayerNorm(weights.in("ln_pre"), config.width());
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(new VisionBlock(weights.in("transformer.resblocks." + i), config));
        }
    }

    /** Patches {@code [B P, 3 patch patch]} to {@code [B P, width]}. */
    public Tensor forward(Tensor patches, int pictures) {
        return backend.scoped(() -> {
            Tensor x = embed(patches, pictures);
            for (VisionBlock block : blocks) {
                x = block.forward(x, pictures);
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

    /** In order of execution. */
    public List<VisionBlock> blocks() {
        return Collections.unmodifiableList(blocks);
    }
}
