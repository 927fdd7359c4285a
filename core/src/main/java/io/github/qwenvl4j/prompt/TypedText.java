package io.github.qwenvl4j.prompt;

import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.grounding.Point;
import io.github.qwenvl4j.grounding.Quad;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits what a person typed into words and places. What is no whole place (a tag left open, a box that is none or out of
 * range) stays in the words, and so does everything else that looks like a special token.
 */
final class TypedText {

    private static final String NUMBER = "(\\d{1,4})";
    private static final String POINT = "\\(" + NUMBER + "," + NUMBER + "\\)";
    private static final Pattern TAGGED = Pattern.compile(
            "<ref>((?:(?!</?(?:ref|box|quad)>).){0,1000}+)</ref>"
                    + "|<box>" + POINT + "," + POINT + "</box>"
                    + "|<quad>" + POINT + "," + POINT + "," + POINT + "," + POINT + "</quad>",
            Pattern.DOTALL);
    private static final int BOX = 2; // the first group of a box's numbers
    private static final int QUAD = 6;

    private final String text;
    private final List<Part> parts = new ArrayList<>();
    /** Everything before is in {@link #parts}. */
    private int done;

    TypedText(String text) {
        this.text = text;
    }

    List<Part> parts() {
        Matcher tagged = TAGGED.matcher(text);
        while (tagged.find()) {
            region(tagged).ifPresent(region -> {
                addWords(tagged.start());
                parts.add(region);
                done = tagged.end();
            });
        }
        addWords(text.length());
        return parts;
    }

    private void addWords(int end) {
        if (end > done) {
            parts.add(new Part.Text(text.substring(done, end)));
        }
    }

    private static Optional<Part.Region> region(Matcher tagged) {
        if (tagged.group(1) != null) {
            return Optional.of(new Part.Region(Optional.of(tagged.group(1)), List.of()));
        }
        return mark(tagged).map(mark -> new Part.Region(Optional.empty(), List.of(mark)));
    }

    private static Optional<Mark> mark(Matcher tagged) {
        boolean box = tagged.group(BOX) != null;
        List<Point> points = new ArrayList<>();
        for (int group = box ? BOX : QUAD; points.size() < (box ? 2 : 4); group += 2) {
            int x = Integer.parseInt(tagged.group(group));
            int y = Integer.parseInt(tagged.group(group + 1));
            if (x > Mark.SCALE || y > Mark.SCALE) {
                return Optional.empty();
            }
            points.add(new Point(x, y));
        }
        return box ? box(points.get(0), points.get(1)) : Optional.of(new Quad(points));
    }

    private static Optional<Mark> box(Point a, Point b) {
        boolean ordered = a.x() <= b.x() && a.y() <= b.y();
        return ordered ? Optional.of(new Box(a.x(), a.y(), b.x(), b.y())) : Optional.empty();
    }
}
