package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.attention.ComposedRotation;
import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.nn.Encoder;
import io.github.qwenvl4j.nn.EncoderRows;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code model.visual}: patches to rows of the language model, in levels. Immutable, thread-safe. */
final class TowerModel {

    private final TowerConfig config;
    private final Backend backend;
    private final TowerPositions positions;
    private final Linear patchEmbed;
    private final Tensor posEmbed;
    private final Encoder blocks;
    private final PatchMerger merger;
    private final List<PatchMerger> deepstackMergers = new ArrayList<>();

    TowerModel(Weights weights, TowerConfig config) {
        this.config = config;
        this.backend = weights.backend();
        this.positions = new TowerPositions(config, backend);
        this.patchEmbed = weights.in("patch_embed").linear(projection(config));
        this.posEmbed = weights.tensor("pos_embed.weight", config.positions(), config.hiddenSize());
        this.blocks = weights.encoder(IntStream.range(0, config.depth())
                .mapToObj(i -> TowerBlock.of(weights.in("blocks." + i), config))
                .toList());
        this.merger = new PatchMerger(weights.in("merger"), config, false);
        for (int level = 0; level < config.levels(); level++) {
            deepstackMergers.add(new PatchMerger(weights.in("deepstack_merger_list." + level), config, true));
        }
    }

    /** The convolution whose stride is its kernel: each patch is one row of a linear layer. */
    private static LinearSpec projection(TowerConfig config) {
        List<Long> shape = List.of(
                (long) config.hiddenSize(),
                (long) TowerConfig.CHANNELS,
                (long) config.temporalPatchSize(),
                (long) config.patchSize(),
                (long) config.patchSize());
        return new LinearSpec(
                config.patchValues(),
                List.of(new LinearSpec.Part("proj.weight", Optional.of("proj.bias"), shape, 0, config.hiddenSize())));
    }

    /** The pass of some pictures through the tower, block by block. */
    Pass begin(List<Patches> pictures) {
        return new Pass(pictures);
    }

    /** Position embeddings and rotation follow the grids; frames do not see each other. */
    final class Pass implements AutoCloseable {

        private final Rotation rotation;
        private final EncoderRows sequences; // one for each frame
        private final List<Tensor> levels = new ArrayList<>();
        private Tensor x; // [P, V]
        private int next; // block

        private Pass(List<Patches> pictures) {
            List<PatchGrid> grids = pictures.stream().map(Patches::grid).toList();
            Rotation made = positions.rotation(grids);
            this.rotation =
                    new ComposedRotation(made.cosines().retain(), made.sines().retain(), Optional.empty());
            this.sequences = new EncoderRows(
                    grids.stream()
                            .flatMap(grid -> Collections.nCopies(grid.times(), grid.patchesOfFrame()).stream())
                            .toList(),
                    Optional.of(rotation));
            this.x = embed(pictures).retain();
        }

        /** Computes one more block. @return whether there is more */
        boolean advance() {
            try (Tensor input = x) {
                x = blocks.forward(next, input, sequences, RowAdapters.NONE).retain();
            }
            int level = config.deepstackIndexes().indexOf(next);
            if (level >= 0) {
                levels.add(deepstackMergers.get(level).forward(x).retain());
            }
            next++;
            return next < blocks.size();
        }

        /** The output of the last block computed, {@code [P, V]}; owned by the pass. */
        Tensor hidden() {
            return x;
        }

        /** The last level and then the further ones, each {@code [N, D]}; the caller closes them. */
        List<Tensor> rows() {
            List<Tensor> rows = new ArrayList<>();
            rows.add(merger.forward(x).retain());
            levels.forEach(level -> rows.add(level.retain()));
            return rows;
        }

        @Override
        public void close() {
            x.close();
            rotation.cosines().close();
            rotation.sines().close();
            levels.forEach(Tensor::close);
        }
    }

    /** Patches with their positions, {@code [P, V]}. */
    Tensor embed(List<Patches> pictures) {
        return backend.scoped(() -> {
            List<Tensor> embedded = new ArrayList<>();
            for (Patches picture : pictures) {
                embedded.add(project(picture).add(positions.embeddings(posEmbed, picture.grid()))); // of each frame
            }
            return backend.concatenate(embedded);
        });
    }

    /** {@code [P, V]} without positions. */
    Tensor project(Patches picture) {
        return patchEmbed.forward(
                backend.tensor(picture.values(), picture.grid().patches(), config.patchValues()));
    }
}
