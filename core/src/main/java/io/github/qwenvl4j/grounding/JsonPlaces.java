package io.github.qwenvl4j.grounding;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the places that JSON objects within a text name. The text around them, and what is no JSON in it, does not matter. */
final class JsonPlaces {

    private static final int DEEPEST = 16; // of objects in objects
    private static final String NUMBER = "\\s*(-?\\d{1,9})(?:\\.\\d+)?\\s*";
    private static final Pattern BOX =
            Pattern.compile("\"bbox_2d\"\\s*:\\s*\\[" + NUMBER + "," + NUMBER + "," + NUMBER + "," + NUMBER + "\\]");
    private static final Pattern POINT = Pattern.compile("\"point_2d\"\\s*:\\s*\\[" + NUMBER + "," + NUMBER + "\\]");
    private static final Pattern LABEL =
            Pattern.compile("\"(?:label|text_content)\"\\s*:\\s*\"((?:[^\"\\\\\\n]|\\\\.)*+)\"");

    private record Span(int start, int end) {

        boolean holds(int at) {
            return start < at && at < end;
        }
    }

    private final String text;
    private final Deque<Integer> open = new ArrayDeque<>(); // starts of objects
    private final List<Span> objects = new ArrayList<>(); // inner ones before outer ones
    private boolean quoted;

    JsonPlaces(String text) {
        this.text = text;
    }

    GroundedText parse() {
        for (int i = 0; i < text.length(); i++) {
            i += step(i);
        }
        List<Region> regions = new ArrayList<>();
        for (Span object : objects) {
            region(object).ifPresent(regions::add);
        }
        regions.sort(Comparator.comparingInt(Region::start));
        return new GroundedText(text, regions);
    }

    /** Takes one character. @return how many to skip behind it */
    private int step(int i) {
        char character = text.charAt(i);
        boolean inside = !open.isEmpty();
        if (inside && quoted && character == '\\') {
            return 1;
        }
        if (character == '"') {
            quoted = inside && !quoted;
        } else if (character == '\n') {
            quoted = false; // no JSON text goes over a line's end: what was open was none
        } else if (!quoted && character == '{') {
            open.push(i);
            if (open.size() > DEEPEST) {
                open.removeLast();
            }
        } else if (!quoted && character == '}' && inside) {
            objects.add(new Span(open.pop(), i + 1));
        }
        return 0;
    }

    private Optional<Region> region(Span object) {
        Optional<Mark> mark = mark(object);
        if (mark.isEmpty()) {
            return Optional.empty();
        }
        Matcher label = LABEL.matcher(text).region(object.start, object.end);
        boolean named = findOwn(label, object);
        return Optional.of(
                named
                        ? new Region(Optional.of(label.group(1)), List.of(mark.get()), label.start(1), label.end(1))
                        : new Region(Optional.empty(), List.of(mark.get()), object.start, object.start));
    }

    private Optional<Mark> mark(Span object) {
        Matcher box = BOX.matcher(text).region(object.start, object.end);
        if (findOwn(box, object)) {
            return Optional.of(Box.between(number(box, 1), number(box, 2), number(box, 3), number(box, 4)));
        }
        Matcher point = POINT.matcher(text).region(object.start, object.end);
        if (findOwn(point, object)) {
            return Optional.of(Box.between(number(point, 1), number(point, 2), number(point, 1), number(point, 2)));
        }
        return Optional.empty();
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /** The next match that is not within an object of this object. */
    private boolean findOwn(Matcher matcher, Span object) {
        while (matcher.find()) {
            int at = matcher.start();
            boolean inner = objects.stream()
                    .anyMatch(each -> each.start > object.start && each.end < object.end && each.holds(at));
            if (!inner) {
                return true;
            }
        }
        return false;
    }
}
