package io.github.qwenvl4j.tokenizer;

import io.github.qwenvl4j.QwenVlException;
import java.util.List;

/** An element of a message in the published list format; see {@link ListFormat}. */
public sealed interface PromptElement {

    /** A picture by its path, URL or any other name. */
    record Image(String source) implements PromptElement {}

    record Text(String text) implements PromptElement {}

    /** What the boxes and quads after it show. */
    record Ref(String text) implements PromptElement {}

    /** A rectangle by its top-left and bottom-right corner. */
    record Box(Point topLeft, Point bottomRight) implements PromptElement {}

    /** A region of text by its four corners, clockwise. */
    record Quad(List<Point> corners) implements PromptElement {

        public Quad {
            corners = List.copyOf(corners);
            if (corners.size() != 4) {
                throw new QwenVlException("a quad has 4 corners, not " + corners.size());
            }
        }
    }

    /** A place in a picture, in thousandths of its width and height from the top-left corner: 0..999. */
    record Point(int x, int y) {

        public Point {
            if (x < 0 || x >= 1000 || y < 0 || y >= 1000) {
                throw new QwenVlException("point (" + x + "," + y + ") is outside 0..999");
            }
        }
    }
}
