package io.github.qwenvl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.model.PlacedFeatures;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.TestDevice;
import io.github.qwenvl4j.weights.CheckpointWeights;
import io.github.qwenvl4j.weights.OpenedWeights;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same network over both backends: a prompt with a picture in two chunks, then single rows. {@code -Dqwenvl.device=cuda} runs
 * LibTorch's on a GPU.
 */
class BackendsAgreeTest {

    private static final TorchDevice DEVICE = TorchDevice.of(TestDevice.DEVICE);
    private static final int TEXT = 9; // ids before and behind the picture
    private static final int WANTED = 3; // behind the last rows of the prompt
    private static final int DECODED = 4;

    @ParameterizedTest
    @CsvSource({
        "tiny-vl, FLOAT32, COMPUTED, 1e-3",
        "tiny-vl, FLOAT32, INT8, 5e-2",
        "qwen3-vl/tiny-q3vl, FLOAT32, COMPUTED, 1e-3",
        "qwen3-vl/tiny-q3vl-tied, FLOAT32, COMPUTED, 1e-3"
    })
    void logitsAreTheSame(String folder, Precision precision, KvCacheType cache, double tolerance) {
        List<float[]> ours = logits(folder, precision, cache, false);
        List<float[]> theirs = logits(folder, precision, cache, true);
        assertThat(ours).hasSize(WANTED + DECODED);
        for (int i = 0; i < ours.size(); i++) {
            assertThat(GoldenTensors.maxDifference(theirs.get(i), ours.get(i)))
                    .as("row %d", i)
                    .isLessThan(tolerance);
        }
    }

    @ParameterizedTest
    @CsvSource({"tiny-vl", "qwen3-vl/tiny-q3vl"})
    void bfloat16PointsTheSameWay(String folder) {
        List<float[]> ours = logits(folder, Precision.BFLOAT16, KvCacheType.COMPUTED, false);
        List<float[]> theirs = logits(folder, Precision.BFLOAT16, KvCacheType.COMPUTED, true);
        for (int i = 0; i < ours.size(); i++) {
            assertThat(GoldenTensors.cosine(theirs.get(i), ours.get(i))).isGreaterThan(0.999);
        }
    }

    private static List<float[]> logits(String folder, Precision precision, KvCacheType cache, boolean torch) {
        try (Checkpoint checkpoint = Families.open(Fixtures.path(folder));
                OpenedWeights weights = torch
                        ? new TorchWeights(checkpoint, precision, DEVICE, bytes -> {})
                        : new CheckpointWeights(checkpoint, precision, bytes -> {})) {
            return logits(Families.of(checkpoint.config()).network(checkpoint.config(), weights), cache);
        }
    }

    private static List<float[]> logits(VisionLanguageModel network, KvCacheType cache) {
        RgbImage image = ImageLoader.standard()
                .load(Fixtures.path("images/gray-300x200.png").toString());
        SeenPicture seen = network.see(image);
        int[] ids = new int[2 * TEXT + seen.rows() + 2];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 5 + 7 * i % 200;
        }
        Prompt prompt = new Prompt(ids, List.of(new Prompt.Placed(TEXT, seen)));
        try (PictureFeatures features = features(network, seen);
                Session session = network.newSession(cache)) {
            RowPositions at = network.positions(prompt);
            PlacedFeatures placed = new PlacedFeatures(TEXT + 1, seen.rows(), features);
            long[] keys = prompt.keys(at);
            List<float[]> all = new ArrayList<>();
            int half = ids.length / 2;
            network.step(List.of(chunk(session, ids, keys, 0, half, at, placed, 0)));
            all.addAll(List.of(network.step(List.of(chunk(session, ids, keys, half, ids.length, at, placed, WANTED)))));
            for (int i = 0; i < DECODED; i++) {
                Chunk next = new Chunk(session, new int[] {11 + i}, at, List.of(), new long[] {11 + i}, 1);
                all.add(network.step(List.of(next))[0]);
            }
            return all;
        }
    }

    private static Chunk chunk(
            Session session,
            int[] ids,
            long[] keys,
            int begin,
            int end,
            RowPositions at,
            PlacedFeatures placed,
            int wanted) {
        return new Chunk(
                session,
                java.util.Arrays.copyOfRange(ids, begin, end),
                at,
                List.of(placed),
                java.util.Arrays.copyOfRange(keys, begin, end),
                wanted);
    }

    private static PictureFeatures features(VisionLanguageModel network, SeenPicture seen) {
        try (VisionTask task = network.begin(seen)) {
            while (!task.advance()) {
                // block after block
            }
            return task.features();
        }
    }
}
