package io.github.qwenvl4j.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.tensor.EachSet;
import io.github.qwenvl4j.tensor.Tensors;
import io.github.qwenvl4j.testing.GoldenTensors;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers over whole numbers against the product with the weights they stand for, and how well these are rounded. */
class QuantizedLinearTest {

    private static final double COSINE = 0.9999; // bfloat16 inputs and sums of products

    @ParameterizedTest
    @CsvSource({
        "1, 192, 256",
        "3, 192, 256",
        "12, 192, 256",
        "13, 192, 256",
        "300, 192, 256",
        "2, 65, 315",
        "40, 65, 315"
    })
    void int8EqualsTheProductWithItsWeights(long rows, long outputs, long inputs) {
        EachSet.run(() -> check(rows, outputs, inputs, Int8Weight::quantize, Int8Weight::dequantize, Int8Linear::new));
    }

    @ParameterizedTest
    @CsvSource({"1, 192, 256", "48, 192, 256", "49, 192, 256", "300, 192, 256", "2, 16448, 128", "60, 16448, 128"})
    void int4EqualsTheProductWithItsWeights(long rows, long outputs, long inputs) {
        EachSet.run(() -> check(rows, outputs, inputs, Int4Weight::quantize, Int4Weight::dequantize, Int4Linear::new));
    }

    /** What other processors use. */
    @ParameterizedTest
    @CsvSource({"1, 192, 256", "12, 192, 256", "13, 192, 256", "300, 192, 256"})
    void soItDoesWithoutOurOwnKernels(long rows, long outputs, long inputs) {
        check(
                rows,
                outputs,
                inputs,
                Int8Weight::quantize,
                Int8Weight::dequantize,
                (weight, bias, tiles) -> new Int8Linear(weight, bias, tiles, Int8Linear.LIBTORCH));
        List<PackedKernel<Int4Weight>> kernels = Int4Layout.isLibTorchs()
                ? List.of(Int4Linear.LIBTORCH, PackedKernel.none())
                : List.of(PackedKernel.none());
        for (PackedKernel<Int4Weight> kernel : kernels) {
            check(
                    rows,
                    outputs,
                    inputs,
                    Int4Weight::quantize,
                    Int4Weight::dequantize,
                    (weight, bias, tiles) -> new Int4Linear(weight, bias, tiles, kernel));
        }
    }

    private interface LayerMaker<W> {
        Linear make(W weight, Optional<Tensor> bias, WideTiles tiles);
    }

    private static <W> void check(
            long rows,
            long outputs,
            long inputs,
            Function<Tensor, W> quantize,
            Function<W, Tensor> dequantize,
            LayerMaker<W> layer) {
        torch.manual_seed(7);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard();
                WideTiles tiles = new WideTiles()) {
            W weight = quantize.apply(torch.randn(outputs, inputs));
            Tensor bias = torch.randn(outputs);
            Tensor x = torch.randn(1, rows, inputs);
            Tensor y = layer.make(weight, Optional.of(bias.to(torch.ScalarType.BFloat16)), tiles)
                    .forward(x);
            assertThat(y.shape()).containsExactly(1, rows, outputs);
            Tensor expected = torch.linear(x, dequantize.apply(weight)).add(bias);
            assertThat(GoldenTensors.cosine(Tensors.toFloats(y), Tensors.toFloats(expected)))
                    .isGreaterThan(COSINE);
            assertThat(relativeError(expected, Tensors.toFloat32(y))).isLessThan(0.015);
        }
    }

    /** A mistake in one output's place or scale would show here, not in the cosine. */
    private static double relativeError(Tensor expected, Tensor actual) {
        return expected.sub(actual).abs().max().item_float()
                / expected.abs().max().item_float();
    }

    @Test
    void packedAndWidenedRowsAgree() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard();
                WideTiles tiles = new WideTiles()) {
            Int4Weight weight = Int4Weight.quantize(torch.randn(128, 256));
            PackedKernel<Int4Weight> kernel = Int4Layout.isLibTorchs() ? Int4Linear.LIBTORCH : PackedKernel.none();
            Linear layer = new Int4Linear(weight, Optional.empty(), tiles, kernel);
            Tensor x = torch.randn(64, 256);
            Tensor together = Tensors.toFloat32(layer.forward(x));
            Tensor first = Tensors.toFloat32(layer.forward(x.narrow(0, 0, 1)));
            assertThat(relativeError(first, together.narrow(0, 0, 1))).isLessThan(0.015);
        }
    }

    @Test
    void int4ErrorIsWellBelowThatOfPlainRounding() {
        double ours = error(Int4Weight::quantize, Int4Weight::dequantize);
        double plain = error(w -> w, QuantizedLinearTest::roundToNearest);
        System.out.printf("int4, groups of 128: squared error %.3f of plain round-to-nearest%n", ours / plain);
        assertThat(ours).isLessThan(0.85 * plain);
    }

    private static <W> double error(Function<Tensor, W> quantize, Function<W, Tensor> dequantize) {
        torch.manual_seed(11);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor w = torch.randn(256, 1024);
            return dequantize.apply(quantize.apply(w)).sub(w).square().sum().item_float();
        }
    }

    /** Symmetric, 4 bits, groups of 128, the scale from the largest |w|. */
    private static Tensor roundToNearest(Tensor w) {
        Tensor groups = w.view(w.size(0), -1, 128);
        Tensor scale = Tensors.multiply(groups.abs().amax(new long[] {2}, true), 1 / 7.5);
        return groups.div(scale)
                .round()
                .clamp_min(new Scalar(-8))
                .clamp_max(new Scalar(7))
                .mul(scale)
                .view(w.size(0), w.size(1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25})
    void constantWeightsSurvive(double value) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor w = Tensors.full(value, 64, 128);
            for (Tensor restored : List.of(
                    Int8Weight.quantize(w).dequantize(), Int4Weight.quantize(w).dequantize())) {
                assertThat(restored.sub(w).abs().max().item_float()).isLessThan(0.002f);
            }
        }
    }
}
