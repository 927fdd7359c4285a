package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.attention.Sequences;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * {@code h = h + out(attention(q, k, v)); h = h + down(up * silu(gate))}, with q, k, v from {@code qkv(attentionNorm(h))} and
 * gate, up from {@code gateAndUp(innerNorm(h))}. Gradients flow through {@link #forward} where the backend has them.
 *
 * @param qkv to query heads, key heads and value heads, one behind the other
 * @param qNorm of each query head before it is turned, where there is one
 */
public record DecoderBlock(
        Backend backend,
        HeadSizes heads,
        RmsNorm attentionNorm,
        Linear qkv,
        Optional<RmsNorm> qNorm,
        Optional<RmsNorm> kNorm,
        Linear out,
        RmsNorm innerNorm,
        GateAndUp gateAndUp,
        Linear down) {

    /**
     * Two layers of the same input as one.
     *
     * @param inner outputs of each
     * @param gateFirst which of them comes first
     */
    public record GateAndUp(Linear both, long inner, boolean gateFirst) {}

    /** The layers, in the order in which they are computed. */
    public List<Linear> layers() {
        return List.of(qkv, out, gateAndUp.both, down);
    }

    /** The same without adapters. */
    public DecoderBlock plain() {
        return new DecoderBlock(
                backend,
                heads,
                attentionNorm,
                qkv.plain(),
                qNorm,
                kNorm,
                out.plain(),
                innerNorm,
                new GateAndUp(gateAndUp.both.plain(), gateAndUp.inner, gateAndUp.gateFirst),
                down.plain());
    }

    /**
     * @param h {@code [R, D]}
     * @param layer its number, for the caches of the sequences
     * @param adapters of the rows
     * @return {@code [R, D]}, owned by the caller's scope
     */
    public Tensor forward(Tensor h, int layer, Sequences sequences, Rotation rotation, RowAdapters adapters) {
        return backend.scoped(() -> {
            Tensor x = h.add(attend(attentionNorm.forward(h), layer, sequences, rotation, adapters));
            Tensor inner =
                    gateAndUp.both.forward(innerNorm.forward(x), adapters).gated(gateAndUp.gateFirst);
            return x.add(down.forward(inner, adapters));
        });
    }

    private Tensor attend(Tensor n, int layer, Sequences sequences, Rotation rotation, RowAdapters adapters) {
        long queries = heads.heads();
        long keys = heads.kvHeads();
        Tensor projected =
                qkv.forward(n, adapters).view(n.size(0), queries + 2 * keys, heads.features()); // [R, H + 2 G, d]
        Tensor q = rotation.queries(normed(qNorm, projected.narrow(1, 0, queries)));
        Tensor k = rotation.keys(normed(kNorm, projected.narrow(1, queries, keys)));
        Tensor v = projected.narrow(1, queries + keys, keys);
        return out.forward(sequences.attend(layer, q, k, v).view(n.size(0), queries * heads.features()), adapters);
    }

    private static Tensor normed(Optional<RmsNorm> norm, Tensor x) {
        return norm.map(each -> each.forward(x)).orElse(x);
    }
}
