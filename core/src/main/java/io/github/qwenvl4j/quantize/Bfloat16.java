package io.github.qwenvl4j.quantize;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Rounding to what bfloat16 can hold, so that whole numbers are chosen for the scale that will be stored. */
final class Bfloat16 {

    private Bfloat16() {}

    /** float32 to float32. */
    static Tensor round(Tensor x) {
        return x.to(torch.ScalarType.BFloat16).to(torch.ScalarType.Float);
    }
}
