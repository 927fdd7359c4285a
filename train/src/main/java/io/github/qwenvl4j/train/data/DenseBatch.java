package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.train.scenes.DensePatches;
import io.github.qwenvl4j.train.scenes.Scene;
import io.github.qwenvl4j.train.scenes.SceneRenderer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures with the contents of each of their P patches.
 *
 * @param pictures N
 * @param pixels {@code [N, 3, S, S]}
 * @param colours {@code [N * P]}
 * @param shapes {@code [N * P]}
 * @param boxes {@code [N * P, 4]}
 * @param signs {@code [N * P]}
 * @param characters {@code [N * P, DensePatches.CHARACTERS]}
 */
public record DenseBatch(
        int pictures, float[] pixels, int[] colours, int[] shapes, float[] boxes, int[] signs, int[] characters) {

    /** Draws scenes and records their contents for {@code grid x grid} patches. */
    public static DenseBatch of(List<Scene> scenes, int imageSize, int grid) {
        int patches = grid * grid;
        int picture = 3 * imageSize * imageSize;
        DenseBatch batch = new DenseBatch(
                scenes.size(),
                new float[scenes.size() * picture],
                new int[scenes.size() * patches],
                new int[scenes.size() * patches],
                new float[scenes.size() * patches * 4],
                new int[scenes.size() * patches],
                new int[scenes.size() * patches * DensePatches.CHARACTERS]);
        for (int i = 0; i < scenes.size(); i++) {
            batch.put(i, scenes.get(i), imageSize, grid);
        }
        return batch;
    }

    private void put(int index, Scene scene, int imageSize, int grid) {
        RgbImage image = RgbImage.of(SceneRenderer.render(scene));
        float[] normalized = Preprocessor.normalize(Preprocessor.resize(image, imageSize), imageSize);
        System.arraycopy(normalized, 0, pixels, index * normalized.length, normalized.length);
        DensePatches truth = DensePatches.of(scene, grid);
        int patches = grid * grid;
        System.arraycopy(truth.colour(), 0, colours, index * patches, patches);
        System.arraycopy(truth.shape(), 0, shapes, index * patches, patches);
        System.arraycopy(truth.boxes(), 0, boxes, index * patches * 4, patches * 4);
        System.arraycopy(truth.signs(), 0, signs, index * patches, patches);
        int slots = patches * DensePatches.CHARACTERS;
        System.arraycopy(truth.characters(), 0, characters, index * slots, slots);
    }

    /** The patches with a sign. */
    public long[] signRows() {
        return IntStream.range(0, signs.length)
                .filter(row -> signs[row] == 1)
                .asLongStream()
                .toArray();
    }

    /** The characters of these patches, concatenated. */
    public int[] charactersAt(long[] rows) {
        int[] values = new int[rows.length * DensePatches.CHARACTERS];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(
                    characters,
                    (int) rows[i] * DensePatches.CHARACTERS,
                    values,
                    i * DensePatches.CHARACTERS,
                    DensePatches.CHARACTERS);
        }
        return values;
    }
}
