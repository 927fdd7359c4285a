package io.github.qwenvl4j.family.qwenvl.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.tensor.Tensor;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.OpenedModel;
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
        infer(() -> {
            Tensor x = visual.transformer().embed(visual.patches(pixels(RESIZED)), 1);
            expect("vision.ln_pre", x, FROM_GOLDEN_PIXELS);
            for (int i = 0; i < visual.transformer().blocks(); i++) {
                x = visual.transformer().forward(i, x, 1);
                expect("vision.block." + i, x, FROM_GOLDEN_PIXELS);
            }
            Tensor resampled = visual.resampler().forward(x, 1);
            expect("vision.resampler", resampled, FROM_GOLDEN_PIXELS);
            expect("vision.output", visual.project(resampled), FROM_GOLDEN_PIXELS);
        });
    }

    @Test
    void featuresEqualTheReferenceFromOwnPixels() {
        RgbImage image = OpenedModel.image("fixtures/images/scene-640x480.png");
        infer(() -> expect(
                "vision.output",
                OpenedModel.network(qwenVl).encode(pixels(Preprocessor.resize(image, SIZE))),
                FROM_OWN_PIXELS));
    }

    @Test
    void aBatchEqualsItsPicturesOneByOne() {
        byte[] other = Preprocessor.resize(OpenedModel.image("fixtures/images/wide-1200x90.png"), SIZE);
        QwenVlModel model = OpenedModel.network(qwenVl);
        infer(() -> {
            Tensor batch = model.encode(joined(pixels(RESIZED), pixels(other), pixels(RESIZED)));
            long queries = batch.size(0) / 3;
            expect("vision.output", batch.narrow(0, 0, queries), FROM_GOLDEN_PIXELS);
            expect("vision.output", batch.narrow(0, 2 * queries, queries), FROM_GOLDEN_PIXELS);
            float[] alone = model.encode(pixels(other)).toFloats();
            assertThat(GoldenTensors.maxDifference(
                            batch.narrow(0, queries, queries).toFloats(), alone))
                    .isLessThan(FROM_GOLDEN_PIXELS);
        });
    }

    private static void infer(Runnable body) {
        OpenedModel.network(qwenVl).language().backend().infer(() -> {
            body.run();
            return null;
        });
    }

    private static float[] joined(float[]... pictures) {
        float[] all = new float[pictures.length * pictures[0].length];
        for (int i = 0; i < pictures.length; i++) {
            System.arraycopy(pictures[i], 0, all, i * pictures[i].length, pictures[i].length);
        }
        return all;
    }

    private static float[] pixels(byte[] rgb) {
        return Preprocessor.normalize(rgb, SIZE);
    }

    private static void expect(String stage, Tensor actual, double tolerance) {
        assertThat(GoldenTensors.maxDifference(actual.toFloats(), VISION.floats(stage)))
                .as("max |a - b| of %s", stage)
                .isLessThan(tolerance);
    }
}
