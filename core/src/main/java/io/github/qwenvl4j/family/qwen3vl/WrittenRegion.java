package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.grounding.Point;
import io.github.qwenvl4j.grounding.Quad;
import io.github.qwenvl4j.prompt.Part;
import java.util.List;
import java.util.stream.Collectors;

/** A place in a picture as this family writes it: JSON, in thousandths. */
final class WrittenRegion {

    private WrittenRegion() {}

    /** Words alone stay words. */
    static String of(Part.Region region) {
        String words = region.ref().orElse("");
        if (region.marks().isEmpty()) {
            return words;
        }
        return region.marks().stream().map(mark -> object(mark, words)).collect(Collectors.joining(", "));
    }

    private static String object(Mark mark, String words) {
        Box box = mark instanceof Box whole ? whole : around(((Quad) mark).points());
        String place = "\"bbox_2d\": [%d, %d, %d, %d]".formatted(box.x1(), box.y1(), box.x2(), box.y2());
        return words.isEmpty() ? "{" + place + "}" : "{" + place + ", \"label\": \"" + escaped(words) + "\"}";
    }

    /** This family has no quads: the box around one. */
    private static Box around(List<Point> points) {
        return new Box(
                points.stream().mapToInt(Point::x).min().orElseThrow(),
                points.stream().mapToInt(Point::y).min().orElseThrow(),
                points.stream().mapToInt(Point::x).max().orElseThrow(),
                points.stream().mapToInt(Point::y).max().orElseThrow());
    }

    private static String escaped(String words) {
        return words.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
    }
}
