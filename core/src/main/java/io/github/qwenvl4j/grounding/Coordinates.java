package io.github.qwenvl4j.grounding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The points after an opening tag, and the index at which the text continues. A number at the very end of the text is
 * ignored, because it may be truncated.
 */
record Coordinates(List<Point> points, int end) {

    private static final Pattern RUN = Pattern.compile("[\\p{Nd}\\s()（）\\[\\],，、;；.．-]*");
    private static final Pattern NUMBER = Pattern.compile("(-?)(\\p{Nd}+)(?:[.．]\\p{Nd}*)?");

    static Coordinates read(String text, int from) {
        Matcher run = RUN.matcher(text).region(from, text.length());
        run.lookingAt();
        Matcher numbers = NUMBER.matcher(text).region(from, run.end());
        List<Integer> values = new ArrayList<>();
        while (numbers.find() && numbers.end() < text.length()) {
            values.add(value(numbers.group(1), numbers.group(2)));
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i + 1 < values.size(); i += 2) {
            points.add(Point.clamped(values.get(i), values.get(i + 1)));
        }
        return new Coordinates(points, run.end());
    }

    List<Mark> boxes() {
        return groups(2, corners -> Box.between(corners.get(0), corners.get(1)));
    }

    List<Mark> quads() {
        return groups(Quad.CORNERS, Quad::new);
    }

    private List<Mark> groups(int size, Function<List<Point>, Mark> mark) {
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i + size <= points.size(); i += size) {
            marks.add(mark.apply(points.subList(i, i + size)));
        }
        return marks;
    }

    /** Limits numbers of any length to a value just above the scale, which is later clamped to its end. */
    private static int value(String sign, String digits) {
        int value = digits.codePoints()
                .map(digit -> Character.digit(digit, 10))
                .reduce(0, (number, digit) -> Math.min(Mark.SCALE + 1, number * 10 + digit));
        return sign.isEmpty() ? value : -value;
    }
}
