package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.nn.Table;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** An embedding table {@code [rows, columns]} in its stored dtype. */
public record TorchTable(TorchBackend backend, Tensor values) implements Table {

    @Override
    public TorchTensor rows(int... ids) {
        return backend.wrap(Tensors.toFloat32(torch.embedding(values, backend.longs(ids))));
    }
}
