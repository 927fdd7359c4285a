package io.github.qwenvl4j.train.scenes;

import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The contents of each patch of the picture, divided into {@code grid x grid} patches row by row: the targets of a
 * vision tower, which gets the picture resized to a square.
 *
 * @param colour class of the topmost object that covers at least a fifth of the patch: 0: none, otherwise 1 + ordinal
 * @param shape its shape, in the same way
 * @param boxes its box as left, top, right, bottom in [0, 1] of the picture, four per patch; zeros if there is none
 * @param signs 1 if a sign covers at least a fifth of the patch, otherwise 0
 * @param characters {@link #CHARACTERS} per patch: classes of {@link Alphabet} of the characters whose centres lie in
 *     it, in reading order; 0: none
 */
public record DensePatches(int grid, int[] colour, int[] shape, float[] boxes, int[] signs, int[] characters) {

    /** Number of characters recorded per patch. */
    public static final int CHARACTERS = 3;

    private static final int SAMPLES = 4;
    private static final int LEAST = 3;

    public static DensePatches of(Scene scene, int grid) {
        int patches = grid * grid;
        DensePatches dense = new DensePatches(
                grid,
                new int[patches],
                new int[patches],
                new float[patches * 4],
                new int[patches],
                new int[patches * CHARACTERS]);
        int[] top = topmost(scene, grid);
        for (int patch = 0; patch < patches; patch++) {
            int item = majority(Arrays.copyOfRange(top, patch * SAMPLES * SAMPLES, (patch + 1) * SAMPLES * SAMPLES));
            if (item > scene.objects().size()) {
                dense.signs[patch] = 1;
            } else if (item > 0) {
                dense.put(patch, scene.objects().get(item - 1), scene);
            }
        }
        dense.spell(scene);
        return dense;
    }

    private void put(int patch, SceneObject object, Scene scene) {
        colour[patch] = 1 + object.colour().ordinal();
        shape[patch] = 1 + object.shape().ordinal();
        boxes[patch * 4] = (float) (object.box().left() / scene.width());
        boxes[patch * 4 + 1] = (float) (object.box().top() / scene.height());
        boxes[patch * 4 + 2] = (float) (object.box().right() / scene.width());
        boxes[patch * 4 + 3] = (float) (object.box().bottom() / scene.height());
    }

    /** The topmost item at each sample point of each patch: 0: none, then the objects, then the signs. */
    private static int[] topmost(Scene scene, int grid) {
        List<Path2D> items = new ArrayList<>();
        scene.objects().forEach(object -> items.add(object.figure().outline()));
        scene.signs().forEach(sign -> items.add(sign.quad().outline()));
        int points = grid * SAMPLES;
        int[] top = new int[points * points];
        for (int item = 0; item < items.size(); item++) {
            Path2D outline = items.get(item);
            Extent box = Extent.of(outline);
            for (int row = first(box.top(), scene.height(), points);
                    row < last(box.bottom(), scene.height(), points);
                    row++) {
                for (int column = first(box.left(), scene.width(), points);
                        column < last(box.right(), scene.width(), points);
                        column++) {
                    if (outline.contains(
                            (column + 0.5) * scene.width() / points, (row + 0.5) * scene.height() / points)) {
                        top[index(row, column, grid)] = item + 1;
                    }
                }
            }
        }
        return top;
    }

    private static int first(double pixel, int size, int points) {
        return Math.max(0, (int) Math.floor(pixel * points / size));
    }

    private static int last(double pixel, int size, int points) {
        return Math.min(points, (int) Math.ceil(pixel * points / size));
    }

    /** Sample points are ordered by patch. */
    private static int index(int row, int column, int grid) {
        int patch = row / SAMPLES * grid + column / SAMPLES;
        return patch * SAMPLES * SAMPLES + row % SAMPLES * SAMPLES + column % SAMPLES;
    }

    private static int majority(int[] samples) {
        int best = 0;
        int most = LEAST - 1;
        for (int sample : samples) {
            int count = (int)
                    Arrays.stream(samples).filter(other -> other == sample).count();
            if (sample > 0 && count > most) {
                best = sample;
                most = count;
            }
        }
        return best;
    }

    private void spell(Scene scene) {
        for (SceneSign sign : scene.signs()) {
            for (SceneSign.Glyph glyph : sign.glyphs()) {
                Extent box = glyph.quad().box();
                int row = cell(box.centreY(), scene.height());
                int column = cell(box.centreX(), scene.width());
                note(row * grid + column, Alphabet.classOf(glyph.codePoint()));
            }
        }
    }

    private int cell(double pixel, int size) {
        return Math.min(grid - 1, (int) (pixel * grid / size));
    }

    private void note(int patch, int character) {
        for (int slot = patch * CHARACTERS; slot < (patch + 1) * CHARACTERS; slot++) {
            if (characters[slot] == 0) {
                characters[slot] = character;
                return;
            }
        }
    }
}
