package io.github.qwenvl4j.quantize;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Rounds to bfloat16, so that the quantised values are chosen for the scale that is actually stored. */
final class Bfloat16 {

    private Bfloat16() {}

    /** From float32 to the nearest bfloat16 value, as float32. */
    static Tensor round(Tensor x) {
        return x.to(torch.ScalarType.BFloat16).to(torch.ScalarType.Float);
    }
}
