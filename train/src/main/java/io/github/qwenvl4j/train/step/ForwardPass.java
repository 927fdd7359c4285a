package io.github.qwenvl4j.train.step;

import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.torch.Scopes;
import io.github.qwenvl4j.torch.Tensors;
import io.github.qwenvl4j.torch.TorchBackend;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.torch.TorchTensor;
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

    /** @param between called before every segment, and every part of the model that is computed without a graph */
    static ForwardPass of(QwenVlModel model, TokenBatch batch, FirstTrained first, Runnable between) {
        List<UnaryOperator<Tensor>> segments = new ArrayList<>();
        Network network = new Network(model);
        Tensor input = patches(model, batch);
        if (!batch.pixels().isEmpty()) {
            List<UnaryOperator<Tensor>> vision =
                    calling(between, network.vision(batch.pixels().size()));
            int frozen = switch (first) {
                case VISION -> 0;
                case RESAMPLER -> vision.size() - 1;
                case LANGUAGE -> vision.size();
            };
            input = frozen == 0 ? input : withoutGraph(vision.subList(0, frozen), input);
            segments.addAll(vision.subList(frozen, vision.size()));
        }
        segments.add(features -> merge(model, batch, features));
        segments.addAll(calling(between, network.language(batch)));
        segments.add(hidden -> loss(network, batch, hidden));
        return new ForwardPass(input, segments);
    }

    private static List<UnaryOperator<Tensor>> calling(Runnable before, List<UnaryOperator<Tensor>> segments) {
        return segments.stream()
                .<UnaryOperator<Tensor>>map(segment -> x -> {
                    before.run();
                    return segment.apply(x);
                })
                .toList();
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

    /** {@code [B P, values of a patch]} */
    private static Tensor patches(QwenVlModel model, TokenBatch batch) {
        int size = 3
                * model.config().vision().imageSize()
                * model.config().vision().imageSize();
        float[] pixels = new float[batch.pixels().size() * size];
        for (int i = 0; i < batch.pixels().size(); i++) {
            System.arraycopy(batch.pixels().get(i), 0, pixels, i * size, size);
        }
        return TorchTensor.of(model.visual().patches(pixels));
    }

    /** Token embeddings with the features of the pictures in their rows. */
    private static Tensor merge(QwenVlModel model, TokenBatch batch, Tensor features) {
        Tensor embedded = TorchTensor.of(model.embed(batch.ids()));
        if (batch.placed().isEmpty()) {
            return embedded;
        }
        int queries = model.config().vision().nQueries();
        long[] from = batch.placed().stream()
                .flatMapToInt(placed -> IntStream.range(placed.picture() * queries, (placed.picture() + 1) * queries))
                .asLongStream()
                .toArray();
        long[] rows = batch.placed().stream()
                .flatMapToInt(placed -> IntStream.rangeClosed(placed.start() + 1, placed.start() + queries))
                .asLongStream()
                .toArray();
        TorchDevice device = device(model);
        Tensor placed = features.index_select(0, device.place(Tensors.longs(from)));
        return embedded.index_copy(0, device.place(Tensors.longs(rows)), placed);
    }

    private static TorchDevice device(QwenVlModel model) {
        return ((TorchBackend) model.language().backend()).device();
    }

    private static Tensor loss(Network network, TokenBatch batch, Tensor hidden) {
        SupervisedRows supervised = SupervisedRows.of(batch);
        TorchDevice device = network.device();
        Tensor rows = hidden.index_select(0, device.place(Tensors.longs(supervised.rows()))); // [supervised, D]
        return torch.cross_entropy_loss(
                network.logits(rows), device.place(Tensors.longs(supervised.targets()))); // of [supervised, V]
    }
}
