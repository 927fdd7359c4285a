package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.image.Bicubic;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.tensor.Tensor;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.OpenWeights;
import java.util.ArrayList;
import java.util.List;

/** The reference's numbers for the tiny Qwen3-VL, and pictures as it takes them. */
final class Golden {

    static final long MIN_PIXELS = 65_536;
    static final long MAX_PIXELS = 16_777_216;

    private Golden() {}

    static GoldenTensors tensors(String name) {
        return GoldenTensors.read("qwen3-vl/" + name + ".safetensors");
    }

    static JsonNode json(String name) {
        return Fixtures.json("qwen3-vl/" + name + ".json");
    }

    /** A checkpoint's weights in float32; the caller closes them. */
    static OpenWeights weights(String checkpoint) {
        return new OpenWeights(Families.open(Fixtures.path("qwen3-vl/" + checkpoint)));
    }

    static Qwen3VlConfig config(String checkpoint) {
        return Qwen3VlConfig.read(Fixtures.path("qwen3-vl/" + checkpoint + "/config.json"));
    }

    /** @param file relative to the folder above the fixtures */
    static Patches patches(String file, TowerConfig config) {
        return patches(image(file).onWhite(), config);
    }

    /** @param file relative to the folder above the fixtures */
    static RgbImage image(String file) {
        return ImageLoader.standard().load(Fixtures.shared(file).toString());
    }

    static Patches patches(RgbImage image, TowerConfig config) {
        PictureSize size = size(image, config);
        byte[] resized = Bicubic.LIBTORCH.resize(image, size.width(), size.height());
        return Patches.of(List.of(resized), size.height(), size.width(), config);
    }

    static PictureSize size(RgbImage image, TowerConfig config) {
        return PictureSize.of(image.height(), image.width(), config.rowPixels(), MIN_PIXELS, MAX_PIXELS);
    }

    /** Where the pictures of a prompt stand, by the ids kept for their rows. */
    static List<PlacedGrid> placed(int[] ids, Qwen3VlConfig config, List<Patches> pictures) {
        List<PlacedGrid> placed = new ArrayList<>();
        int at = 0;
        for (Patches picture : pictures) {
            while (ids[at] != config.imageToken()) {
                at++;
            }
            int merge = config.vision().mergeSize();
            PatchGrid grid = picture.grid();
            placed.add(new PlacedGrid(at, grid.height() / merge, grid.width() / merge));
            at = placed.get(placed.size() - 1).end();
        }
        return placed;
    }

    static void expect(GoldenTensors golden, String name, Tensor actual, double tolerance) {
        assertThat(GoldenTensors.maxDifference(actual.toFloats(), golden.floats(name)))
                .as("max |a - b| of %s", name)
                .isLessThan(tolerance);
    }
}
