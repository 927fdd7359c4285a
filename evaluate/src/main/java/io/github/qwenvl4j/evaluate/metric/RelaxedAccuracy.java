package io.github.qwenvl4j.evaluate.metric;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether a number is right within five per cent, and any other answer exactly but for case: ChartQA. Officially the
 * tolerance is relative to the model's answer, and white space around what is right counts.
 */
public final class RelaxedAccuracy {

    private static final double TOLERANCE = 0.05;

    private RelaxedAccuracy() {}

    /** 1 or 0. */
    public static double score(String answer, List<String> right, Mode mode) {
        String given = PythonText.strip(answer);
        return right.stream().anyMatch(each -> matches(given, each, mode)) ? 1 : 0;
    }

    private static boolean matches(String given, String annotated, Mode mode) {
        return mode == Mode.OFFICIAL ? within(annotated, given) : within(given, PythonText.strip(annotated));
    }

    private static boolean within(String value, String reference) {
        OptionalDouble number = number(value);
        OptionalDouble base = number(reference);
        if (number.isEmpty() || base.isEmpty() || base.getAsDouble() == 0) {
            return PythonText.lower(value).equals(PythonText.lower(reference));
        }
        double change = Math.abs(number.getAsDouble() - base.getAsDouble()) / Math.abs(base.getAsDouble());
        return change <= TOLERANCE;
    }

    /** Per cent are hundredths. */
    private static OptionalDouble number(String text) {
        if (!text.endsWith("%")) {
            return PythonNumber.parse(text);
        }
        OptionalDouble percent = PythonNumber.parse(text.replaceAll("%+$", ""));
        return percent.isPresent() ? OptionalDouble.of(percent.getAsDouble() / 100) : percent;
    }
}
