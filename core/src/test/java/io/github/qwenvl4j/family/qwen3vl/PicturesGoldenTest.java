package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.GoldenTensors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes, pixels and patches against the reference's image processor. */
class PicturesGoldenTest {

    private static final TowerConfig CONFIG = Golden.config("tiny-q3vl").vision();

    static Stream<JsonNode> sizes() {
        return stream("smart_resize");
    }

    static Stream<JsonNode> pictures() {
        return stream("images");
    }

    private static Stream<JsonNode> stream(String part) {
        return StreamSupport.stream(
                Golden.json("expected-preprocess").required(part).spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void sizesAreTheReferences(JsonNode golden) {
        if (golden.has("error")) {
            assertThatThrownBy(() -> size(golden)).isInstanceOf(QwenVlException.class);
            return;
        }
        PictureSize size = size(golden);
        assertThat(new int[] {size.height(), size.width()}).isEqualTo(Fixtures.ints(golden.get("result")));
    }

    private static PictureSize size(JsonNode golden) {
        return PictureSize.of(
                golden.get("height").asInt(),
                golden.get("width").asInt(),
                CONFIG.rowPixels(),
                golden.get("min_pixels").asLong(),
                golden.get("max_pixels").asLong());
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void patchesAreTheReferences(JsonNode golden) {
        GoldenTensors expectations = Golden.tensors("expected-preprocess");
        String name = golden.get("image").asText();
        boolean jpeg = name.endsWith(".jpg");
        boolean dropped = name.endsWith("#dropped");
        RgbImage image = Golden.image(golden.get("file").asText());
        Patches patches = Golden.patches(dropped ? RgbImage.of(image.toBufferedImage()) : image.onWhite(), CONFIG);
        int[] grid = Fixtures.ints(golden.get("grid_thw"));
        assertThat(patches.grid()).isEqualTo(new PatchGrid(grid[0], grid[1], grid[2]));
        int values = CONFIG.patchValues();
        float[] expected = expectations.floats("pixel_rows." + name);
        int[] rows = Fixtures.ints(golden.get("rows"));
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            float actual = patches.values()[rows[i / values] * values + i % values];
            largest = Math.max(largest, Math.abs(actual - expected[i]));
        }
        assertThat(largest).as(name).isLessThan(jpeg ? 0.05 : 1e-6);
        float[] sums = expectations.floats("patch_sum." + name);
        for (int patch = 0; patch < sums.length; patch++) {
            double sum = 0;
            for (int i = 0; i < values; i++) {
                sum += patches.values()[patch * values + i];
            }
            assertThat(sum).as("%s patch %d", name, patch).isCloseTo(sums[patch], Offset.offset(jpeg ? 12 : 2e-3));
        }
    }
}
