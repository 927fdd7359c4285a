package io.github.qwenvl4j.tensor;

import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Prints how fast our own products are and how fast LibTorch's, for weights {@code [11008, 4096]} that no cache holds. From
 * the repository root:
 *
 * <pre>
 * mvn -q -pl core test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * OMP_WAIT_POLICY=PASSIVE java -cp core/target/classes:core/target/test-classes:$(cat core/target/classpath) \
 *     io.github.qwenvl4j.tensor.ProductSpeed
 * </pre>
 */
public final class ProductSpeed {

    private static final long OUTPUTS = 11008;
    private static final long INPUTS = 4096;
    private static final int COPIES = 8; // 180 to 720 MB
    private static final int ROUNDS = 5;
    private static final int[] ROWS = {1, 2, 4, 8, 272};

    private final Tensor memory = torch.ones(1L << 26);
    private final Tensor scales = random(torch.ScalarType.BFloat16, OUTPUTS);
    private final Tensor pairs = random(torch.ScalarType.BFloat16, INPUTS / 128, OUTPUTS, 2);

    public static void main(String[] args) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            new ProductSpeed().run();
        }
    }

    private void run() {
        Tensor[] int8 = copies(torch.ScalarType.Char, OUTPUTS, INPUTS);
        Tensor[] int4 = copies(torch.ScalarType.Byte, OUTPUTS / 64, INPUTS, 32);
        Tensor[] bfloat16 = copies(torch.ScalarType.BFloat16, OUTPUTS, INPUTS);
        for (int rows : ROWS) {
            Tensor x = random(torch.ScalarType.BFloat16, rows, INPUTS);
            compare(
                    "int8",
                    rows,
                    1,
                    i -> NativeProducts.int8Product(x, int8[i], scales),
                    i -> NativeOperators.int8Product(x, int8[i], scales));
            compare(
                    "int4",
                    rows,
                    0.5,
                    i -> NativeProducts.int4Product(x, int4[i], pairs),
                    i -> NativeOperators.int4Product(x, int4[i].view(OUTPUTS, INPUTS / 2), 128, pairs));
            compare(
                    "bfloat16",
                    rows,
                    2,
                    i -> NativeProducts.bfloat16Product(x, bfloat16[i]),
                    i -> torch.linear(x, bfloat16[i]));
        }
    }

    private void compare(String name, int rows, double bytes, IntFunction<Tensor> ours, IntFunction<Tensor> theirs) {
        double weights = (double) OUTPUTS * INPUTS;
        double own = seconds(ours);
        double read = memory.nbytes() / best(memory::sum) / 1e9;
        double other = seconds(theirs);
        System.out.printf(
                "%-8s %3d rows: ours %5.1f GB/s %4.0f GFLOP/s, LibTorch %5.1f GB/s %4.0f GFLOP/s, ratio %.2f; read %.1f GB/s%n",
                name,
                rows,
                weights * bytes / own / 1e9,
                2 * weights * rows / own / 1e9,
                weights * bytes / other / 1e9,
                2 * weights * rows / other / 1e9,
                other / own,
                read);
    }

    /** Of one product, in the best of some rounds over all copies. */
    private static double seconds(IntFunction<Tensor> product) {
        return best(() -> IntStream.range(0, COPIES).forEach(i -> Scopes.run(() -> product.apply(i)))) / COPIES;
    }

    private static double best(Runnable work) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            Scopes.run(work);
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }

    private static Tensor[] copies(torch.ScalarType dtype, long... shape) {
        return IntStream.range(0, COPIES).mapToObj(i -> random(dtype, shape)).toArray(Tensor[]::new);
    }

    private static Tensor random(torch.ScalarType dtype, long... shape) {
        return Scopes.scoped(() -> dtype == torch.ScalarType.BFloat16
                ? torch.rand(shape).to(dtype)
                : torch.randint(-100, 100, shape).to(dtype));
    }
}
