package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.tensor.Tensor;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.OpenWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every stage of the tower against the reference: one picture, two in one pass, frames of a video. */
class TowerGoldenTest {

    private static final double TOLERANCE = 1e-4;
    private static final GoldenTensors GOLDEN = Golden.tensors("expected-vision");
    private static final TowerConfig CONFIG = Golden.config("tiny-q3vl").vision();

    private OpenWeights weights;
    private TowerModel tower;

    @BeforeEach
    void open() {
        weights = Golden.weights("tiny-q3vl");
        tower = new TowerModel(weights.get().in("model").in("visual"), CONFIG);
    }

    @AfterEach
    void close() {
        weights.close();
    }

    @Test
    void everyStageOfOnePicture() {
        weights.infer(() -> {
            Patches picture = Golden.patches("fixtures/images/palette-321x243.png", CONFIG);
            expect("single.patch_embed", tower.project(picture));
            expect("single.with_positions", tower.embed(List.of(picture)));
            try (TowerModel.Pass pass = tower.begin(List.of(picture))) {
                for (int block = 0; block < CONFIG.depth(); block++) {
                    pass.advance();
                    expect("single.block." + block, pass.hidden());
                }
                expectRows("single", pass.rows());
            }
        });
    }

    @Test
    void twoPicturesInOnePassDoNotSeeEachOther() {
        weights.infer(() -> {
            expectRows(
                    "packed",
                    rows(List.of(
                            Golden.patches("fixtures/qwen3-vl/images/half-80x48.png", CONFIG),
                            Golden.patches("fixtures/images/tall-60x777.png", CONFIG))));
        });
    }

    @Test
    void framesOfAVideoGoInPairs() {
        weights.infer(() -> {
            byte[] frames = GOLDEN.bytes("video.frames"); // [5, 3, 64, 96]
            List<byte[]> rgb = IntStream.range(0, 5)
                    .mapToObj(frame -> interleaved(frames, frame, 64 * 96))
                    .toList();
            expectRows("video", rows(List.of(Patches.of(rgb, 64, 96, CONFIG))));
        });
    }

    private static byte[] interleaved(byte[] planes, int frame, int area) {
        byte[] rgb = new byte[3 * area];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = planes[(3 * frame + i % 3) * area + i / 3];
        }
        return rgb;
    }

    private List<Tensor> rows(List<Patches> pictures) {
        try (TowerModel.Pass pass = tower.begin(pictures)) {
            boolean more = true;
            while (more) {
                more = pass.advance();
            }
            return new ArrayList<>(pass.rows());
        }
    }

    private static void expectRows(String name, List<Tensor> levels) {
        expect(name + ".merger", levels.get(0));
        for (int level = 1; level < levels.size(); level++) {
            expect(name + ".deepstack." + (level - 1), levels.get(level));
        }
    }

    private static void expect(String name, Tensor actual) {
        Golden.expect(GOLDEN, name, actual, TOLERANCE);
    }
}
