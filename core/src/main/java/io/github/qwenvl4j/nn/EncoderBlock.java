package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.List;

/**
 * {@code x = x + out(attention(q, k, v)); x = x + down(activation(up(innerNorm(x))))}, with q, k, v from {@code
 * qkv(attentionNorm(x))}; rows see all rows of their sequence. Gradients flow through {@link #forward} where the backend has
 * them.
 *
 * @param heads of queries, keys and values
 * @param features of each head, d
 * @param qkv to {@code [R, 3 H d]}
 * @param order of these outputs
 */
public record EncoderBlock(
        Backend backend,
        long heads,
        long features,
        LayerNorm attentionNorm,
        Linear qkv,
        Order order,
        Linear out,
        LayerNorm innerNorm,
        Linear up,
        Activation activation,
        Linear down) {

    /** How the heads of queries, keys and values lie in a row. */
    public enum Order {
        /** q0 k0 v0 q1 k1 v1 .. */
        BY_HEAD,
        /** q0 q1 .. k0 k1 .. v0 v1 .. */
        BY_KIND
    }

    /** What stands between the two last layers. */
    public enum Activation {
        /** {@link Tensor#gelu} */
        GELU,
        /** {@link Tensor#geluTanh} */
        GELU_TANH
    }

    /** The layers, in the order in which they are computed. */
    public List<Linear> layers() {
        return List.of(qkv, out, up, down);
    }

    /** The same without adapters. */
    public EncoderBlock plain() {
        return new EncoderBlock(
                backend,
                heads,
                features,
                attentionNorm,
                qkv.plain(),
                order,
                out.plain(),
                innerNorm,
                up.plain(),
                activation,
                down.plain());
    }

    /**
     * @param x {@code [R, V]}, unchanged
     * @param rows which they are
     * @return {@code [R, V]}, owned by the caller's scope
     */
    public Tensor forward(Tensor x, EncoderRows rows, RowAdapters adapters) {
        return backend.scoped(() -> {
            Tensor projected = qkv.forward(attentionNorm.forward(x), adapters);
            Tensor h = x.add(out.forward(attend(projected, rows), adapters));
            Tensor inner = activated(up.forward(innerNorm.forward(h), adapters));
            return h.add(down.forward(inner, adapters));
        });
    }

    private Tensor attend(Tensor projected, EncoderRows rows) {
        Tensor q = rows.turned(part(projected, 0));
        Tensor k = rows.turned(part(projected, 1));
        return rows.attend(backend, q, k, part(projected, 2)).view(projected.size(0), heads * features);
    }

    /** Queries (0), keys (1) or values (2), {@code [R, H, d]}. */
    private Tensor part(Tensor projected, long kind) {
        return order == Order.BY_HEAD
                ? projected.view(projected.size(0), heads, 3 * features).narrow(2, kind * features, features)
                : projected.view(projected.size(0), 3 * heads, features).narrow(1, kind * heads, heads);
    }

    private Tensor activated(Tensor x) {
        return activation == Activation.GELU ? x.gelu() : x.geluTanh();
    }
}
