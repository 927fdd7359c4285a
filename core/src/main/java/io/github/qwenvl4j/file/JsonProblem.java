package io.github.qwenvl4j.file;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Explains in plain language, with line and column, why a text is not valid JSON; replaces the parser's own message.
 */
public final class JsonProblem {

    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*)'", Pattern.DOTALL);
    private static final int SHOWN_NAME = 60;

    private JsonProblem() {}

    /** A phrase that can follow "is": {@code not valid JSON at line 3, column 7}. */
    public static String of(JsonProcessingException e) {
        return text(e, place(e.getLocation()));
    }

    /** The same where the line is named before it: {@code not valid JSON at column 7}. */
    public static String inLine(JsonProcessingException e) {
        return text(e, column(e.getLocation()));
    }

    private static String text(JsonProcessingException e, String place) {
        if (e instanceof StreamConstraintsException) {
            return "not valid JSON: it is nested too deeply, or a name, a number or a text is too long";
        }
        if (e instanceof JsonEOFException) {
            return "not valid JSON: it ends too early";
        }
        String said = String.valueOf(e.getOriginalMessage());
        Matcher duplicate = DUPLICATE.matcher(said);
        if (duplicate.matches()) {
            return "not valid JSON: field " + shown(duplicate.group(1)) + " is given twice";
        }
        return said.startsWith("Trailing token")
                ? "not valid JSON: text follows after its end"
                : "not valid JSON" + place;
    }

    private static String place(JsonLocation location) {
        return location == null || location.getLineNr() <= 1
                ? column(location)
                : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String column(JsonLocation location) {
        return location == null ? "" : " at column " + location.getColumnNr();
    }

    private static String shown(String name) {
        String line = name.replaceAll("\\p{Cc}", "?");
        return line.length() <= SHOWN_NAME ? line : line.substring(0, SHOWN_NAME) + "...";
    }
}
