package io.github.qwenvl4j.train.step;

import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.family.qwenvl.vision.VisionTower;
import io.github.qwenvl4j.torch.BranchedBatch;
import io.github.qwenvl4j.torch.CausalBatch;
import io.github.qwenvl4j.torch.TorchBackend;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.torch.TorchTensor;
import io.github.qwenvl4j.train.data.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** A model's parts as functions of LibTorch's tensors, in the order of the forward pass. */
final class Network {

    private final QwenVlModel model;
    private final TorchBackend backend;

    /** @param model over LibTorch's tensors */
    Network(QwenVlModel model) {
        this.model = model;
        this.backend = (TorchBackend) model.language().backend();
    }

    /** Where it computes. */
    TorchDevice device() {
        return backend.device();
    }

    private UnaryOperator<Tensor> function(UnaryOperator<io.github.qwenvl4j.tensor.Tensor> body) {
        return x -> TorchTensor.of(body.apply(backend.wrap(x)));
    }

    /** From patches to features. */
    List<UnaryOperator<Tensor>> vision(int pictures) {
        VisionTower visual = model.visual();
        List<UnaryOperator<Tensor>> segments = new ArrayList<>();
        segments.add(function(patches -> visual.transformer().embed(patches, pictures)));
        for (int i = 0; i < visual.transformer().blocks(); i++) {
            int block = i;
            segments.add(function(x -> visual.transformer().forward(block, x, pictures)));
        }
        segments.add(function(x -> visual.project(visual.resampler().forward(x, pictures))));
        return segments;
    }

    /** The decoder's blocks. Must be called within the scope of the step. */
    List<UnaryOperator<Tensor>> language(TokenBatch batch) {
        Sequences sequences = batch.branched()
                ? new BranchedBatch(backend, batch.rows(), batch.length(), batch.branches())
                : new CausalBatch(backend, batch.rows(), batch.length());
        return model.language().blocks(sequences, model.language().inTraining(sequences)).stream()
                .map(this::function)
                .toList();
    }

    /** Logits {@code [R, V]} of the last block's output {@code [R, D]}. */
    Tensor logits(Tensor hidden) {
        return function(x -> model.logits(model.language().finalNorm(x))).apply(hidden);
    }
}
