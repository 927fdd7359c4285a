package io.github.qwenvl4j.train.scenes;

import java.awt.geom.Path2D;
import java.util.List;

/** Estimates how much of a shape is not covered by others, by sampling a grid of points. */
final class Visibility {

    private static final int GRID = 20;

    private Visibility() {}

    static double share(Path2D outline, List<Path2D> above) {
        Extent box = Extent.of(outline);
        int inside = 0;
        int seen = 0;
        for (int row = 0; row < GRID; row++) {
            for (int column = 0; column < GRID; column++) {
                double x = box.left() + box.width() * (column + 0.5) / GRID;
                double y = box.top() + box.height() * (row + 0.5) / GRID;
                if (outline.contains(x, y)) {
                    inside++;
                    seen += above.stream().noneMatch(other -> other.contains(x, y)) ? 1 : 0;
                }
            }
        }
        return (double) seen / inside;
    }
}
