package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.grounding.Grounding;
import java.util.regex.Pattern;

/** Whether tags are exactly as the published formats have them; the reader in {@link Grounding} is lenient. */
final class Syntax {

    private static final String POINT = "\\(\\d{1,3},\\d{1,3}\\)";
    private static final String BOX = "<box>" + POINT + "," + POINT + "</box>";
    private static final String QUAD = "<quad>" + POINT + "(?:," + POINT + "){3}</quad>";
    private static final Pattern WELL_FORMED =
            Pattern.compile("(?:[^<]|<ref>[^<]+</ref>(?=<box>|<quad>)|" + BOX + "|" + QUAD + ")*");

    private Syntax() {}

    /** Tags in pairs, a mark behind every ref, numbers below 1000, corners in order. */
    static boolean strict(String text) {
        return WELL_FORMED.matcher(text).matches()
                && Grounding.parse(text).write().equals(text);
    }
}
