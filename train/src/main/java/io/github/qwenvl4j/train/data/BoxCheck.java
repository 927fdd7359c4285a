package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.grounding.Mark;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the places in a text: whole numbers from 0 to 999, boxes from the top-left to the bottom-right corner. */
final class BoxCheck {

    private static final Pattern PLACE = Pattern.compile("<(box|quad)>(.*?)(</\\1>|$)", Pattern.DOTALL);
    private static final Pattern POINT = Pattern.compile("\\s*\\((\\d{1,9})\\s*,\\s*(\\d{1,9})\\)\\s*(?:,|$)");
    private static final int SHOWN = 60;

    private BoxCheck() {}

    /** The first place that is wrong, and why. */
    static Optional<String> objection(String text) {
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            boolean box = places.group(1).equals("box");
            String written = places.group(2);
            Optional<String> why =
                    places.group(3).isEmpty() ? Optional.of("is not closed") : objection(written, box ? 2 : 4, box);
            if (why.isPresent()) {
                String shown = written.length() <= SHOWN ? written : written.substring(0, SHOWN) + "...";
                return Optional.of(places.group(1) + " " + shown + " " + why.get());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> objection(String written, int points, boolean ordered) {
        Matcher point = POINT.matcher(written);
        int[] x = new int[points];
        int[] y = new int[points];
        int end = 0;
        for (int i = 0; i < points; i++) {
            if (!point.find() || point.start() != end) {
                return Optional.of("does not have the form " + (ordered ? "(x1,y1),(x2,y2)" : "of four points (x,y)"));
            }
            x[i] = Integer.parseInt(point.group(1));
            y[i] = Integer.parseInt(point.group(2));
            end = point.end();
        }
        if (end != written.length()) {
            return Optional.of("has more than " + points + " points");
        }
        for (int i = 0; i < points; i++) {
            if (x[i] >= Mark.SCALE || y[i] >= Mark.SCALE) {
                return Optional.of("is outside 0..999");
            }
        }
        return ordered && (x[0] > x[1] || y[0] > y[1]) ? Optional.of("is reversed") : Optional.empty();
    }
}
