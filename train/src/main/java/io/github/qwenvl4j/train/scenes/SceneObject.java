package io.github.qwenvl4j.train.scenes;

/**
 * One object of a scene.
 *
 * @param box the extent of all of it as drawn, line included and shadow not, also where another object hides a part
 */
public record SceneObject(ShapeName shape, ColourName colour, Extent box, Figure figure, Finish finish) {

    static SceneObject of(ColourName colour, Figure figure, Finish finish) {
        Extent box = Extent.of(figure.outline()).grown(finish.edgeWidth() / 2);
        return new SceneObject(figure.shape(), colour, box, figure, finish);
    }

    boolean hasNameOf(SceneObject other) {
        return shape == other.shape && colour == other.colour;
    }
}
