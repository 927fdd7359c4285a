package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.checkpoint.QuantizationConfig.Gptq;
import io.github.qwenvl4j.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** AutoAWQ's packing: eight outputs in an integer, in the order 0, 2, 4, 6, 1, 3, 5, 7 from the lowest bits. */
final class AwqPacking {

    private static final int PACKED = 8;

    /** Where each output lies. */
    private static final long[] PLACES = {0, 4, 1, 5, 2, 6, 3, 7};

    private AwqPacking() {}

    /** The same weights packed as GPTQ packs them. */
    static GptqTensors toGptq(Tensor qweight, Tensor qzeros, Tensor scales, Tensor bias) {
        long inputs = qweight.size(0);
        long outputs = scales.size(1);
        Tensor values = natural(qweight).view(inputs / PACKED, PACKED, outputs); // [K/8, 8, N]
        Tensor zeros = natural(qzeros).view(scales.size(0), outputs / PACKED, PACKED); // [groups, N/8, 8]
        Tensor groups = torch.arange(new Scalar(inputs)).floor_divide(new Scalar(inputs / scales.size(0)));
        return new GptqTensors(
                packed(values, GptqTensors.shifts().view(1, PACKED, 1), 1),
                packed(zeros, GptqTensors.shifts().view(1, 1, PACKED), 2),
                scales,
                groups.to(ScalarType.Int),
                bias,
                Gptq.Format.GPTQ_V2);
    }

    /** int32 {@code [rows, N/8]} to the single values {@code [rows, N]}. */
    private static Tensor natural(Tensor packed) {
        Tensor each =
                GptqTensors.unpack(packed.unsqueeze(2), GptqTensors.shifts().view(1, 1, PACKED));
        return each.index_select(2, Tensors.longs(PLACES)).reshape(packed.size(0), -1);
    }

    /** Values of disjoint bits add up without a carry; the highest becomes the sign. */
    private static Tensor packed(Tensor values, Tensor shifts, long dim) {
        return values.bitwise_left_shift(shifts).sum(dim).to(ScalarType.Int);
    }
}
