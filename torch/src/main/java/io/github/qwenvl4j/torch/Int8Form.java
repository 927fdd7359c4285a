package io.github.qwenvl4j.torch;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * In int8 with one scale per vector: half the memory of bfloat16. Reading converts back.
 *
 * @param dtype that attention computes in
 */
record Int8Form(torch.ScalarType dtype) implements StoredForm {

    private static final double LARGEST = 127;
    private static final double TINY = 1e-12; // avoids a scale of 0 for zeros

    @Override
    public List<Plane> newPlanes(TorchDevice device, long heads, long features) {
        return List.of(new Plane(device, torch.ScalarType.Char, heads, features), new Plane(device, dtype, heads, 1));
    }

    @Override
    public List<Tensor> stored(Tensor vectors) {
        Tensor x = Tensors.toFloat32(vectors);
        Tensor largest = x.abs().amax(new long[] {-1}, true).clamp_min(new Scalar(TINY));
        Tensor scale = Tensors.to(Tensors.multiply(largest, 1 / LARGEST), dtype); // rounded as it will be read
        Tensor rounded = Tensors.clamp(x.div(Tensors.toFloat32(scale)).round_(), -LARGEST, LARGEST);
        return List.of(rounded.to(torch.ScalarType.Char), scale);
    }

    @Override
    public Tensor read(List<Tensor> stored) {
        return Tensors.to(stored.get(0), dtype).mul(stored.get(1));
    }
}
