package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.LayerCache;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Tensors of LibTorch on a device.
 *
 * @param compute what linear layers and attention compute in: float32 or bfloat16
 */
public record TorchBackend(TorchDevice device, torch.ScalarType compute) implements Backend {

    /** A tensor of LibTorch as one of this backend, which stays its owner's. */
    public TorchTensor wrap(Tensor tensor) {
        return new TorchTensor(this, tensor);
    }

    @Override
    public TorchTensor tensor(float[] values, long... shape) {
        return wrap(device.place(Tensors.floats(values, shape)));
    }

    /** int64 on the device. */
    Tensor longs(int[] values) {
        return device.place(Tensors.longs(values));
    }

    /**
     * A mask of the last {@code rows} of {@code seen} positions, {@code [rows, width]}: 0 up to the row itself, minus infinity
     * behind it.
     */
    Tensor later(long rows, long seen, long width) {
        return device.full(compute, Double.NEGATIVE_INFINITY, rows, width).triu(seen - rows + 1);
    }

    /** {@code [B T, G, d]} to {@code [B, G * times, T, d]} in what attention computes in. */
    Tensor split(Tensor x, long sequences, long times) {
        return Attention.split(Tensors.to(x, compute), sequences, times);
    }

    @Override
    public io.github.qwenvl4j.tensor.Tensor concatenate(List<io.github.qwenvl4j.tensor.Tensor> parts) {
        return wrap(Tensors.cat(TorchTensor.all(parts), 0));
    }

    @Override
    public LayerCache newLayerCache(KvCacheType type, long heads, long headDim) {
        return new TorchLayerCache(this, type, heads, headDim);
    }

    @Override
    public io.github.qwenvl4j.tensor.Tensor scoped(Supplier<io.github.qwenvl4j.tensor.Tensor> body) {
        return wrap(Scopes.scoped(() -> TorchTensor.of(body.get())));
    }

    @Override
    public <T> T infer(Supplier<T> body) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return body.get();
        }
    }

    @Override
    public void close() {
        // tensors belong to scopes and to those who retain them
    }
}
