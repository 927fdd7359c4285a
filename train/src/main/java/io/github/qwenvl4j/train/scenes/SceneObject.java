package io.github.qwenvl4j.train.scenes;

/**
 * One object of a scene.
 *
 * @param box the extent of the whole object as drawn, with its line and without its shadow, including hidden parts
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
