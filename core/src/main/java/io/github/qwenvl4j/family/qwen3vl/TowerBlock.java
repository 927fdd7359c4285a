package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** {@code x = x + proj(attn(norm1(x))); x = x + fc2(gelu_tanh(fc1(norm2(x))))}; attention stays within a frame. */
final class TowerBlock {

    private final Backend backend;
    private final long heads;
    private final long headDim;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final Linear qkv;
    private final Linear proj;
    private final Linear fc1;
    private final Linear fc2;

    TowerBlock(Weights weights, TowerConfig config) {
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        Weights attn = weights.in("attn");
        Weights mlp = weights.in("mlp");
        this.backend = weights.backend();
        this.heads = config.numHeads();
        this.headDim = config.headDim();
        this.norm1 = new LayerNorm(weights.in("norm1"), hidden);
        this.norm2 = new LayerNorm(weights.in("norm2"), hidden);
        this.qkv = attn.linear(LinearSpec.of("qkv", 3 * hidden, hidden).withBias());
        this.proj = attn.linear(LinearSpec.of("proj", hidden, hidden).withBias());
        this.fc1 = mlp.linear(LinearSpec.of("linear_fc1", inner, hidden).withBias());
        this.fc2 = mlp.linear(LinearSpec.of("linear_fc2", hidden, inner).withBias());
    }

    /**
     * @param x {@code [P, V]}: the patches of all frames
     * @param frames patches of each frame, in order
     * @param rotation of all patches
     */
    Tensor forward(Tensor x, int[] frames, Rotation rotation) {
        return backend.scoped(() -> {
            Tensor h = x.add(proj.forward(attend(qkv.forward(norm1.forward(x)), frames, rotation)));
            return h.add(fc2.forward(fc1.forward(norm2.forward(h)).geluTanh()));
        });
    }

    private Tensor attend(Tensor projected, int[] frames, Rotation rotation) {
        long patches = projected.size(0);
        Tensor split = projected.view(patches, 3 * heads, headDim);
        Tensor q = rotation.queries(split.narrow(1, 0, heads));
        Tensor k = rotation.keys(split.narrow(1, heads, heads));
        Tensor v = split.narrow(1, 2 * heads, heads);
        List<Tensor> outputs = new ArrayList<>();
        long start = 0;
        for (int count : frames) {
            outputs.add(q.narrow(0, start, count).attend(k.narrow(0, start, count), v.narrow(0, start, count), 1));
            start += count;
        }
        return backend.concatenate(outputs).view(patches, heads * headDim);
    }
}
