package io.github.qwenvl4j.family.qwenvl.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.tensor.Tensors;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.OpenedModel;
import io.github.qwenvl4j.testing.TestDevice;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every stage of the vision tower against the reference, for scene-640x480.png. */
class VisionGoldenTest {

    private static final double FROM_GOLDEN_PIXELS = 2e-4;
    private static final double FROM_OWN_PIXELS = 2e-3;
    private static final int SIZE = 448;

    private static final GoldenTensors VISION = GoldenTensors.read("expected-vision.safetensors");
    private static final byte[] RESIZED =
            GoldenTensors.read("expected-preprocess-core.safetensors").bytes("resized.scene-640x480.png");

    private static QwenVl qwenVl;

    @BeforeAll
    static void open() {
        qwenVl = OpenedModel.open("tiny-vl", Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        qwenVl.close();
    }

    @Test
    void everyStageEqualsTheReferenceFromGoldenPixels() {
        VisionTower visual = OpenedModel.network(qwenVl).visual();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor x = visual.transformer().embed(pixels(RESIZED));
            expect("vision.ln_pre", x, FROM_GOLDEN_PIXELS);
            for (int i = 0; i < visual.transformer().blocks().size(); i++) {
                x = visual.transformer().blocks().get(i).forward(x);
                expect("vision.block." + i, x, FROM_GOLDEN_PIXELS);
            }
            Tensor resampled = visual.resampler().forward(x);
            expect("vision.resampler", resampled, FROM_GOLDEN_PIXELS);
            expect("vision.output", visual.project(resampled), FROM_GOLDEN_PIXELS);
        }
    }

    @Test
    void featuresEqualTheReferenceFromOwnPixels() {
        RgbImage image = OpenedModel.image("fixtures/images/scene-640x480.png");
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor features = OpenedModel.network(qwenVl).encode(pixels(Preprocessor.resize(image, SIZE)));
            expect("vision.output", features, FROM_OWN_PIXELS);
        }
    }

    @Test
    void aBatchEqualsItsPicturesOneByOne() {
        byte[] other = Preprocessor.resize(OpenedModel.image("fixtures/images/wide-1200x90.png"), SIZE);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor batch = OpenedModel.network(qwenVl)
                    .encode(Tensors.cat(java.util.List.of(pixels(RESIZED), pixels(other), pixels(RESIZED)), 0));
            expect("vision.output", batch.narrow(0, 0, 1), FROM_GOLDEN_PIXELS);
            expect("vision.output", batch.narrow(0, 2, 1), FROM_GOLDEN_PIXELS);
            float[] alone = Tensors.toFloats(OpenedModel.network(qwenVl).encode(pixels(other)));
            assertThat(GoldenTensors.maxDifference(Tensors.toFloats(batch.narrow(0, 1, 1)), alone))
                    .isLessThan(FROM_GOLDEN_PIXELS);
        }
    }

    private static Tensor pixels(byte[] rgb) {
        return TestDevice.place(Tensors.floats(Preprocessor.normalize(rgb, SIZE), 1, 3, SIZE, SIZE));
    }

    private static void expect(String stage, Tensor actual, double tolerance) {
        assertThat(GoldenTensors.maxDifference(Tensors.toFloats(actual), VISION.floats(stage)))
                .as("max |a - b| of %s", stage)
                .isLessThan(tolerance);
    }
}
