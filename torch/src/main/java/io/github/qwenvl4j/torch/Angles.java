package io.github.qwenvl4j.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * By which angles each row of heads is turned.
 *
 * @param cosines {@code [R, 1, d]}
 * @param sines {@code [R, 1, d]}, negative in the first half of a head
 */
record Angles(Tensor cosines, Tensor sines) {

    private static final int FEATURES = 2; // dimension

    /** @param cosines {@code [R, d]} @param sines {@code [R, d]} */
    static Angles of(Tensor cosines, Tensor sines) {
        Tensor signed = sines.clone();
        signed.narrow(1, 0, sines.size(1) / 2).neg_();
        return new Angles(cosines.unsqueeze(1), signed.unsqueeze(1));
    }

    /** The same with each row multiplied by its factor. @param factors {@code [R]} */
    Angles scaled(Tensor factors) {
        Tensor each = factors.view(-1, 1, 1);
        return new Angles(cosines.mul(each), sines.mul(each));
    }

    /** {@code [R, H, d]} in its dtype; computed in float32. */
    Tensor turn(Tensor x) {
        Tensor swapped = torch.roll(x, new long[] {x.size(FEATURES) / 2}, FEATURES);
        return torch.addcmul_out(swapped, x.mul(cosines), swapped, sines); // into what is not needed afterwards
    }
}
