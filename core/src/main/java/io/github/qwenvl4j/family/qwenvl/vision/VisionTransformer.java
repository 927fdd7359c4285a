package io.github.qwenvl4j.family.qwenvl.vision;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.PositionGrid;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Scopes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The vision transformer: patches, positions, blocks; no mask and no class token. Immutable, thread-safe. */
public final class VisionTransformer {

    private static final long STORED_POSITIONS = 256; // a 16 x 16 grid in every checkpoint, whatever its image_size

    private final PatchEmbedding patchEmbedding;
    private final Tensor positionalEmbedding;
    private final LayerNorm lnPre;
    private final List<VisionBlock> blocks = new ArrayList<>();

    VisionTransformer(Weights weights, VisionConfig config) {
        this.patchEmbedding = new PatchEmbedding(weights, config);
        this.positionalEmbedding = weights.tensor("positional_embedding", STORED_POSITIONS, config.width());
        this.lnPre = new LayerNorm(weights.in("ln_pre"), config.width());
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(new VisionBlock(weights.in("transformer.resblocks." + i), config));
        }
    }

    /** Pixels {@code [B, 3, S, S]} to {@code [B, P, width]}, float32. */
    public Tensor forward(Tensor pixels) {
        return Scopes.scoped(() -> {
            Tensor x = embed(pixels);
            for (VisionBlock block : blocks) {
                x = block.forward(x);
            }
            return x;
        });
    }

    /** The input of the first block: {@code ln_pre(patches + positions)}, {@code [B, P, width]} float32. */
    public Tensor embed(Tensor pixels) {
        return Scopes.scoped(() -> {
            Tensor x = patchEmbedding.forward(pixels); // [B, P, width]
            return lnPre.forward(x.add(PositionGrid.resize(positionalEmbedding, x.size(1))));
        });
    }

    /** In order of execution. */
    public List<VisionBlock> blocks() {
        return Collections.unmodifiableList(blocks);
    }
}
