package io.github.qwenvl4j.train.step;

import io.github.qwenvl4j.attention.CausalBatch;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.family.qwenvl.vision.VisionTower;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import io.github.qwenvl4j.train.data.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The model as a chain of functions of one tensor each, from pixels to loss: vision blocks, resampler, the merge with
 * token embeddings, language blocks, loss. The backward pass can keep or recompute activations ({@link Backward}).
 *
 * @param input pixels {@code [N, 3, S, S]} on the model's device; empty without pictures
 * @param segments in order; the last gives the mean cross-entropy over supervised tokens, a scalar
 */
record ForwardPass(Tensor input, List<UnaryOperator<Tensor>> segments) {

    static ForwardPass of(QwenVlModel model, TokenBatch batch, FirstTrained first) {
        List<UnaryOperator<Tensor>> segments = new ArrayList<>();
        Tensor input = pixels(model, batch);
        if (!batch.pixels().isEmpty()) {
            List<UnaryOperator<Tensor>> vision = vision(model);
            int frozen = switch (first) {
                case VISION -> 0;
                case RESAMPLER -> vision.size() - 1;
                case LANGUAGE -> vision.size();
            };
            input = frozen == 0 ? input : withoutGraph(vision.subList(0, frozen), input);
            segments.addAll(vision.subList(frozen, vision.size()));
        }
        segments.add(features -> merge(model, batch, features));
        Sequences sequences = batch.branched()
                ? model.language().branched(batch.rows(), batch.length(), batch.branches())
                : new CausalBatch(batch.rows(), batch.length());
        segments.addAll(model.language().blocks(sequences, model.language().inTraining(sequences)));
        segments.add(hidden -> loss(model, batch, hidden));
        return new ForwardPass(input, segments);
    }

    /** Runs the whole chain. */
    Tensor run() {
        Tensor x = input;
        for (UnaryOperator<Tensor> segment : segments) {
            x = segment.apply(x);
        }
        return x;
    }

    /** Patches, blocks, and the resampler with its projection. */
    private static List<UnaryOperator<Tensor>> vision(QwenVlModel model) {
        VisionTower visual = model.visual();
        List<UnaryOperator<Tensor>> segments = new ArrayList<>();
        segments.add(visual.transformer()::embed);
        visual.transformer().blocks().forEach(block -> segments.add(block::forward));
        segments.add(patches -> visual.project(visual.resampler().forward(patches)));
        return segments;
    }

    private static Tensor withoutGraph(List<UnaryOperator<Tensor>> segments, Tensor input) {
        return Scopes.scoped(() -> {
            try (NoGradGuard noGrad = new NoGradGuard()) {
                Tensor x = input;
                for (UnaryOperator<Tensor> segment : segments) {
                    x = segment.apply(x);
                }
                return x;
            }
        });
    }

    private static Tensor pixels(QwenVlModel model, TokenBatch batch) {
        long size = model.config().vision().imageSize();
        ComputeDevice device = model.language().device();
        if (batch.pixels().isEmpty()) {
            return device.place(Tensors.zeros(torch.ScalarType.Float, 0, 3, size, size));
        }
        return device.place(Tensors.cat(
                batch.pixels().stream()
                        .map(picture -> Tensors.floats(picture, 1, 3, size, size))
                        .toList(),
                0));
    }

    /** Inserts features {@code [N, Q, D]} of the distinct pictures into the embeddings {@code [B * T, D]}. */
    private static Tensor merge(QwenVlModel model, TokenBatch batch, Tensor features) {
        if (batch.placed().isEmpty()) {
            return model.embed(batch.ids());
        }
        int queries = model.config().vision().nQueries();
        long[] pictures =
                batch.placed().stream().mapToLong(TokenBatch.Placed::picture).toArray();
        long[] rows = batch.placed().stream()
                .flatMapToInt(placed -> IntStream.rangeClosed(placed.start() + 1, placed.start() + queries))
                .asLongStream()
                .toArray();
        Tensor each = model.language().device().place(Tensors.longs(pictures));
        Tensor perSpan = features.index_select(0, each).flatten(0, 1); // [spans * Q, D]
        return model.embed(batch.ids(), rows, perSpan);
    }

    private static Tensor loss(QwenVlModel model, TokenBatch batch, Tensor hidden) {
        SupervisedRows supervised = SupervisedRows.of(batch);
        ComputeDevice device = model.language().device();
        Tensor rows = hidden.index_select(0, device.place(Tensors.longs(supervised.rows()))); // [supervised, D]
        Tensor logits = model.logits(model.language().finalNorm(rows)); // [supervised, V]
        return torch.cross_entropy_loss(logits, device.place(Tensors.longs(supervised.targets())));
    }
}
