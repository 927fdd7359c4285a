package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** {@code model.visual}: patches to rows of the language model, in levels. Immutable, thread-safe. */
final class TowerModel {

    private final TowerConfig config;
    private final ComputeDevice device;
    private final TowerPositions positions;
    private final Linear patchEmbed;
    private final Tensor posEmbed;
    private final List<TowerBlock> blocks = new ArrayList<>();
    private final PatchMerger merger;
    private final List<PatchMerger> deepstackMergers = new ArrayList<>();

    TowerModel(Weights weights, TowerConfig config, ComputeDevice device) {
        this.config = config;
        this.device = device;
        this.positions = new TowerPositions(config, device);
        this.patchEmbed = weights.in("patch_embed").linear(projection(config));
        this.posEmbed = weights.tensor("pos_embed.weight", config.positions(), config.hiddenSize());
        for (int i = 0; i < config.depth(); i++) {
            blocks.add(new TowerBlock(weights.in("blocks." + i), config));
        }
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

        private final int[] frames; // patches of each
        private final Rotation rotation;
        private final List<Tensor> levels = new ArrayList<>();
        private Tensor x; // [P, V]
        private int next; // block

        private Pass(List<Patches> pictures) {
            this.frames = pictures.stream()
                    .map(Patches::grid)
                    .flatMapToInt(grid -> {
                        int[] each = new int[grid.times()];
                        Arrays.fill(each, grid.patchesOfFrame());
                        return Arrays.stream(each);
                    })
                    .toArray();
            List<Rotation> rotations = pictures.stream()
                    .map(Patches::grid)
                    .flatMap(grid -> Collections.nCopies(grid.times(), positions.rotation(grid)).stream())
                    .toList();
            this.rotation = new Rotation(
                    Scopes.retain(
                            Tensors.cat(rotations.stream().map(Rotation::cos).toList(), 0)),
                    Scopes.retain(
                            Tensors.cat(rotations.stream().map(Rotation::sin).toList(), 0)),
                    Optional.empty());
            this.x = Scopes.retain(embed(pictures));
        }

        /** Computes one more block. @return whether there is more */
        boolean advance() {
            Tensor input = x;
            x = Scopes.retain(blocks.get(next).forward(input, frames, rotation));
            input.close();
            int level = config.deepstackIndexes().indexOf(next);
            if (level >= 0) {
                levels.add(Scopes.retain(deepstackMergers.get(level).forward(x)));
            }
            next++;
            return next < blocks.size();
        }

        /** The output of the last block computed, {@code [P, V]}; owned by the pass. */
        Tensor hidden() {
            return x;
        }

        /** The last level and then the further ones, each {@code [N, D]}; owned by the caller's scope. */
        List<Tensor> rows() {
            List<Tensor> rows = new ArrayList<>();
            rows.add(merger.forward(x));
            levels.forEach(level -> rows.add(level.clone()));
            return rows;
        }

        @Override
        public void close() {
            x.close();
            rotation.cos().close();
            rotation.sin().close();
            levels.forEach(Tensor::close);
        }
    }

    /** Patches with their positions, {@code [P, V]} float32. */
    Tensor embed(List<Patches> pictures) {
        return Scopes.scoped(() -> {
            List<Tensor> embedded = new ArrayList<>();
            for (Patches picture : pictures) {
                Tensor patches = project(picture);
                Tensor at = positions.embeddings(posEmbed, picture.grid()); // [p, V]
                embedded.add(patches.add(at.repeat(picture.grid().times(), 1)));
            }
            return Tensors.cat(embedded, 0);
        });
    }

    /** {@code [P, V]} float32 without positions. */
    Tensor project(Patches picture) {
        return Scopes.scoped(() -> {
            Tensor values = Tensors.floats(picture.values(), picture.grid().patches(), config.patchValues());
            return Tensors.toFloat32(patchEmbed.forward(device.place(values)));
        });
    }
}
