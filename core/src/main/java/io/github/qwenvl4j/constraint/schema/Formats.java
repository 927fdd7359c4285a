package io.github.qwenvl4j.constraint.schema;

import java.util.Map;
import java.util.Optional;

/** The formats of strings that are enforced, as regular expressions. */
final class Formats {

    private static final String LONG_MONTHS = "(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])";
    private static final String SHORT_MONTHS = "(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)";
    private static final String FEBRUARY = "02-(?:0[1-9]|1\\d|2[0-8])";
    private static final String LEAP_YEAR =
            "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
    private static final String DATE =
            "(?:\\d{4}-(?:" + LONG_MONTHS + "|" + SHORT_MONTHS + "|" + FEBRUARY + ")|" + LEAP_YEAR + "-02-29)";
    private static final String CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d";
    private static final String TIME = CLOCK + ":[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-](?:0\\d|1[0-7]):[0-5]\\d)";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final String HOST = LABEL + "(?:\\." + LABEL + ")*";
    private static final String ATOM = "[A-Za-z0-9_+%'!#$&*/=?^`{|}~-]{1,20}"; // at most 64 in front of the @
    private static final String PATH_LETTER = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
    private static final String REST = "(?:\\?(?:" + PATH_LETTER + "|[/?])*)?(?:#(?:" + PATH_LETTER + "|[/?])*)?";

    private static final Map<String, String> EXPRESSIONS = Map.of(
            "date",
            DATE,
            "time",
            TIME,
            "date-time",
            DATE + "T" + TIME,
            "uuid",
            "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
            "email",
            ATOM + "(?:\\." + ATOM + "){0,2}@" + LABEL + "(?:\\." + LABEL + ")+",
            "uri",
            "[A-Za-z][A-Za-z0-9+.-]*:(?://(?:" + HOST + ")(?::\\d{1,5})?(?:/" + PATH_LETTER + "*)*|" + PATH_LETTER
                    + "+(?:/" + PATH_LETTER + "*)*)" + REST);

    private Formats() {}

    /** The expression that a whole text of a format matches; nothing for a format that is only an annotation. */
    static Optional<String> expression(String format) {
        return Optional.ofNullable(EXPRESSIONS.get(format));
    }
}
