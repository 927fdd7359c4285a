package io.github.qwenvl4j.quantize;

import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Rounds groups of weights {@code [n, G, g]} to 16 levels: {@code w = (q - 8) * scale + zero}. Tries several ranges,
 * the full one and some that clip the extremes; fits scale and zero to the rounded values of each by least squares; and
 * keeps for each group the candidate with the least squared error.
 *
 * @param scale {@code [n, G, 1]} float32, values representable in bfloat16 @param zero {@code [n, G, 1]} float32, of
 *     values that bfloat16 holds
 */
record GroupRounding(Tensor scale, Tensor zero) {

    private static final int LEVELS = 16;
    private static final double LEAST = 1e-30; // so that a group of equal weights has a nonzero scale
    private static final double[] CLIPS = {1, 0.92, 0.84, 0.76};

    static GroupRounding best(Tensor w) {
        Tensor least = w.amin(new long[] {2}, true); // [n, G, 1]
        Tensor most = w.amax(new long[] {2}, true);
        GroupRounding best = null;
        Tensor leastError = null;
        for (double clip : CLIPS) {
            GroupRounding plain = range(Tensors.multiply(least, clip), Tensors.multiply(most, clip));
            for (GroupRounding candidate : List.of(plain, plain.fitted(w))) {
                Tensor error = candidate.squaredError(w);
                if (best == null) {
                    best = candidate;
                    leastError = error;
                } else {
                    best = best.replacedBy(candidate, error.lt(leastError));
                    leastError = torch.minimum(error, leastError);
                }
            }
        }
        return best;
    }

    private static GroupRounding range(Tensor least, Tensor most) {
        Tensor scale = Bfloat16.round(
                Tensors.multiply(most.sub(least), 1.0 / (LEVELS - 1)).clamp_min(new Scalar(LEAST)));
        return new GroupRounding(scale, Bfloat16.round(least.add(Tensors.multiply(scale, LEVELS / 2))));
    }

    /** q from 0 to 15, {@code [n, G, g]} float32. */
    Tensor values(Tensor w) {
        return Tensors.clamp(
                w.sub(zero).div_(scale).add_(new Scalar(LEVELS / 2)).round_(), 0, LEVELS - 1);
    }

    /** Scale and zero fitted to the values of this rounding: the least-squares line through (q - 8, w). */
    private GroupRounding fitted(Tensor w) {
        Tensor q = values(w).sub_(new Scalar(LEVELS / 2));
        Tensor meanQ = mean(q);
        Tensor meanW = mean(w);
        Tensor deviation = q.sub(meanQ);
        Tensor variance = mean(deviation.square());
        Tensor slope = Bfloat16.round(mean(deviation.mul(w)).div(variance.clamp_min(new Scalar(LEAST))));
        Tensor usable = slope.gt(new Scalar(LEAST)); // all values equal: no line
        Tensor chosen = torch.where(usable, slope, scale);
        return new GroupRounding(chosen, torch.where(usable, Bfloat16.round(meanW.sub(meanQ.mul(chosen))), zero));
    }

    private GroupRounding replacedBy(GroupRounding other, Tensor where) {
        return new GroupRounding(torch.where(where, other.scale, scale), torch.where(where, other.zero, zero));
    }

    private Tensor squaredError(Tensor w) {
        return Scopes.scoped(() -> mean(values(w)
                .sub_(new Scalar(LEVELS / 2))
                .mul_(scale)
                .add_(zero)
                .sub_(w)
                .square_()));
    }

    private static Tensor mean(Tensor x) {
        return Tensors.multiply(x.sum(2).unsqueeze(2), 1.0 / x.size(2));
    }
}
