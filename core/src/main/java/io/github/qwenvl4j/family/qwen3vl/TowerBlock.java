package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.nn.Attention;
import io.github.qwenvl4j.nn.LayerNorm;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@code x = x + proj(attn(norm1(x))); x = x + fc2(gelu_tanh(fc1(norm2(x))))}; attention stays within a frame. */
final class TowerBlock {

    /** Of one head at a time, so that a picture of 65,536 patches does not ask for gigabytes. */
    private static final long MOST_SCORES = 1 << 26;

    private final long heads;
    private final long headDim;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final Linear qkv;
    private final Linear proj;
    private final Linear fc1;
    private final Linear fc2;
    private final torch.ScalarType dtype;

    TowerBlock(Weights weights, TowerConfig config) {
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        Weights attn = weights.in("attn");
        Weights mlp = weights.in("mlp");
        this.heads = config.numHeads();
        this.headDim = config.headDim();
        this.norm1 = new LayerNorm(weights.in("norm1"), hidden);
        this.norm2 = new LayerNorm(weights.in("norm2"), hidden);
        this.qkv = attn.linear(LinearSpec.of("qkv", 3 * hidden, hidden).withBias());
        this.proj = attn.linear(LinearSpec.of("proj", hidden, hidden).withBias());
        this.fc1 = mlp.linear(LinearSpec.of("linear_fc1", inner, hidden).withBias());
        this.fc2 = mlp.linear(LinearSpec.of("linear_fc2", hidden, inner).withBias());
        this.dtype = weights.attentionDtype();
    }

    /**
     * @param x {@code [P, V]} float32: the patches of all frames
     * @param frames patches of each frame, in order
     * @param rotation of all patches
     */
    Tensor forward(Tensor x, int[] frames, Rotation rotation) {
        return Scopes.scoped(() -> {
            Tensor h = x.add(proj.forward(attend(qkv.forward(norm1.forward(x)), frames, rotation)));
            return h.add(fc2.forward(gelu(fc1.forward(norm2.forward(h)))));
        });
    }

    private Tensor attend(Tensor projected, int[] frames, Rotation rotation) {
        long patches = projected.size(0);
        Tensor split = projected.view(patches, 3, heads, headDim);
        Tensor q = rotated(split.select(1, 0), rotation); // [P, H, d]
        Tensor k = rotated(split.select(1, 1), rotation);
        Tensor v = Tensors.to(split.select(1, 2), dtype);
        List<Tensor> outputs = new ArrayList<>();
        long start = 0;
        for (int count : frames) {
            long queries = Math.max(1, MOST_SCORES / count);
            for (long from = 0; from < count; from += queries) {
                Tensor some = frame(q, start + from, Math.min(queries, count - from));
                outputs.add(Attention.full(some, frame(k, start, count), frame(v, start, count)) // [1, H, n, d]
                        .squeeze(0)
                        .transpose(0, 1)); // [n, H, d]
            }
            start += count;
        }
        return Tensors.cat(outputs, 0).reshape(patches, heads * headDim);
    }

    private Tensor rotated(Tensor x, Rotation rotation) {
        return Tensors.to(rotation.rotate(Tensors.toFloat32(x)), dtype);
    }

    /** {@code [P, H, d]} to {@code [1, H, p, d]}. */
    private static Tensor frame(Tensor x, long start, long count) {
        return x.narrow(0, start, count).transpose(0, 1).unsqueeze(0);
    }

    private static Tensor gelu(Tensor x) {
        return torch.gelu(x, new BytePointer("tanh"));
    }
}
