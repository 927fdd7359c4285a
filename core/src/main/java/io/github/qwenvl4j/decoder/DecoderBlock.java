package io.github.qwenvl4j.decoder;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.RmsNorm;
import io.github.qwenvl4j.tensor.NativeDecoder;
import io.github.qwenvl4j.tensor.NativeDecoder.HeadSizes;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code h = h + out(attention(q, k, v)); h = h + down(up * silu(gate))}, with q, k, v from {@code qkv(attentionNorm(h))} and
 * gate, up from {@code gateAndUp(innerNorm(h))}. Gradients flow through {@link #forward}.
 *
 * @param qkv to query heads, key heads and value heads, one behind the other
 * @param qNorm of each query head before it is turned, where there is one
 * @param dtype that attention computes in
 */
public record DecoderBlock(
        HeadSizes heads,
        RmsNorm attentionNorm,
        Linear qkv,
        Optional<RmsNorm> qNorm,
        Optional<RmsNorm> kNorm,
        Linear out,
        RmsNorm innerNorm,
        GateAndUp gateAndUp,
        Linear down,
        torch.ScalarType dtype) {

    /**
     * Two layers of the same input as one.
     *
     * @param inner outputs of each
     * @param gateFirst which of them comes first
     */
    public record GateAndUp(Linear both, long inner, boolean gateFirst) {

        private Tensor forward(Tensor x) {
            Tensor outputs = both.forward(x); // [R, 2 * inner]
            Tensor first = outputs.narrow(1, 0, inner);
            Tensor second = outputs.narrow(1, inner, inner);
            return gateFirst ? torch.silu(first).mul(second) : first.mul(torch.silu(second));
        }
    }

    /**
     * @param h {@code [R, D]} float32
     * @param layer its number, for the caches of the sequences
     * @return {@code [R, D]} float32, owned by the caller's scope
     */
    public Tensor forward(Tensor h, int layer, Sequences sequences, Rotation rotation) {
        return Scopes.scoped(() -> {
            Tensor afterAttention = h.add(attend(attentionNorm.forward(h), layer, sequences, rotation));
            return afterAttention.add(down.forward(gateAndUp.forward(innerNorm.forward(afterAttention))));
        });
    }

    private Tensor attend(Tensor n, int layer, Sequences sequences, Rotation rotation) {
        long queries = heads.heads();
        long keys = heads.kvHeads();
        Tensor projected = qkv.forward(n).view(n.size(0), queries + 2 * keys, heads.features()); // [R, H + 2 G, d]
        Tensor q = rotation.rotate(normed(qNorm, projected.narrow(1, 0, queries)));
        Tensor k = rotation.rotate(normed(kNorm, projected.narrow(1, queries, keys)));
        Tensor v = projected.narrow(1, queries + keys, keys);
        Tensor attended = sequences.attend(
                layer, Tensors.to(rotation.scale(q), dtype), Tensors.to(k, dtype), Tensors.to(v, dtype));
        return out.forward(attended.reshape(n.size(0), queries * heads.features()));
    }

    private static Tensor normed(Optional<RmsNorm> norm, Tensor x) {
        Tensor wide = Tensors.toFloat32(x);
        return norm.isPresent() ? norm.get().forward(wide) : wide;
    }

    /** What native code computes the same from; layers that it cannot read are empty. */
    NativeDecoder.Block described() {
        return new NativeDecoder.Block(
                attentionNorm.weight().size(0),
                heads,
                gateAndUp.inner,
                gateAndUp.gateFirst,
                attentionNorm.epsilon(),
                attentionNorm.weight(),
                qNorm.map(RmsNorm::weight),
                kNorm.map(RmsNorm::weight),
                innerNorm.weight(),
                qkv.packed(),
                out.packed(),
                gateAndUp.both.packed(),
                down.packed());
    }
}
