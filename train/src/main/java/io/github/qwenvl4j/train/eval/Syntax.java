package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.grounding.Grounding;
import java.util.regex.Pattern;

/** Checks that tags follow the published formats exactly; the parser in {@link Grounding} is lenient. */
final class Syntax {

    private static final String POINT = "\\(\\d{1,3},\\d{1,3}\\)";
    private static final String BOX = "<box>" + POINT + "," + POINT + "</box>";
    private static final String QUAD = "<quad>" + POINT + "(?:," + POINT + "){3}</quad>";
    private static final Pattern WELL_FORMED =
            Pattern.compile("(?:[^<]|<ref>[^<]+</ref>(?=<box>|<quad>)|" + BOX + "|" + QUAD + ")*");

    private Syntax() {}

    /** Checks that tags are paired, a mark follows every ref, numbers are below 1000 and corners in order. */
    static boolean strict(String text) {
        return WELL_FORMED.matcher(text).matches()
                && Grounding.parse(text).write().equals(text);
    }
}
