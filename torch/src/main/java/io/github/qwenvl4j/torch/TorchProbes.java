package io.github.qwenvl4j.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What a device can do, measured by LibTorch's operators. Other work on the device lowers the figures. */
final class TorchProbes {

    private static final long ROWS = 4096;
    private static final double OPERATIONS = 2.0 * ROWS * ROWS * ROWS; // of a product
    private static final int RUNS = 7;
    private static final double NANOS = 1e-9;

    private TorchProbes() {}

    /** Bytes per second at which the sum of so many bytes is read, the best of some runs. */
    static double readBandwidth(TorchDevice device, long bytes) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor block = device.place(Tensors.full(1, bytes / Float.BYTES));
            return bytes / best(device, block::sum);
        }
    }

    /** Operations per second (two for a weight and an activation) of a large product, the best of some runs. */
    static double operations(TorchDevice device, boolean bfloat16) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            torch.ScalarType type = bfloat16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float;
            Tensor x = device.place(Tensors.to(torch.randn(ROWS, ROWS), type));
            return OPERATIONS / best(device, () -> torch.linear(x, x));
        }
    }

    private static double best(TorchDevice device, Runnable work) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            Scopes.run(work);
            device.await();
            best = Math.min(best, (System.nanoTime() - start) * NANOS);
        }
        return best;
    }
}
