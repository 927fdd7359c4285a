package io.github.qwenvl4j.evaluate.metric;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an answer to a yes-or-no question says: MME. */
public enum YesNo {
    YES,
    NO,
    OTHER;

    private static final int LOOKED_AT = 4;
    private static final Pattern FIRST_WORD = Pattern.compile("^\\W*(\\w+)", Pattern.UNICODE_CHARACTER_CLASS);

    /**
     * Reads an answer. Officially only its first four letters count, and "yes" in them, or else "no", anywhere ("know" is no,
     * "The answer is yes" is neither); strictly its first word must be yes or no.
     */
    public static YesNo of(String answer, Mode mode) {
        String lower = PythonText.lower(answer);
        if (mode == Mode.OFFICIAL) {
            String start =
                    lower.substring(0, lower.offsetByCodePoints(0, Math.min(LOOKED_AT, PythonText.length(lower))));
            return start.contains("yes") ? YES : start.contains("no") ? NO : OTHER;
        }
        Matcher word = FIRST_WORD.matcher(lower);
        return switch (word.find() ? word.group(1) : "") {
            case "yes" -> YES;
            case "no" -> NO;
            default -> OTHER;
        };
    }
}
