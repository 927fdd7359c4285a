package io.github.qwenvl4j.torch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * In what attention computes in. Reading returns what is stored.
 *
 * @param dtype that attention computes in
 */
record PlainForm(torch.ScalarType dtype) implements StoredForm {

    @Override
    public List<Plane> newPlanes(TorchDevice device, long heads, long features) {
        return List.of(new Plane(device, dtype, heads, features));
    }

    @Override
    public List<Tensor> stored(Tensor vectors) {
        return List.of(Tensors.to(vectors, dtype));
    }

    @Override
    public Tensor read(List<Tensor> stored) {
        return stored.get(0);
    }
}
