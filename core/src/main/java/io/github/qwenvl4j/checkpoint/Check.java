package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.StandIn;
import java.nio.file.Path;

/** Checks with error messages; the reader of the file prefixes its name. */
public final class Check {

    private static final int MAX_SHOWN = 100;

    private Check() {}

    public static void range(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new QwenVlException(field + " is " + value + ", must be between " + min + " and " + max);
        }
    }

    public static void positive(String field, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new QwenVlException(field + " is " + value + ", must be a positive number");
        }
    }

    public static void that(boolean holds, String field, Object value, String rule) {
        if (!holds) {
            throw refusal(field, value, rule);
        }
    }

    /** What {@link #that} throws. */
    static QwenVlException refusal(String field, Object value, String rule) {
        return new QwenVlException(field + " is " + shown(String.valueOf(value)) + ", " + rule);
    }

    /** An error about the content of {@code file}, prefixed with its name. */
    static QwenVlException in(Path file, QwenVlException refusal) {
        String what = StandIn.of(file).orElse(refusal.getMessage());
        return new QwenVlException(Kind.CHECKPOINT, file + ": " + what, refusal);
    }

    /** Text of an untrusted file, escaped and shortened for a one-line message. */
    public static String shown(String text) {
        String line = text.replaceAll("\\p{Cc}", "?");
        return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
    }
}
