package io.github.qwenvl4j.evaluate.metric;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the first number in an answer is a right one: with commas between thousands, and per cent as hundredths. */
public final class NumericMatch {

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?(?:[eE][-+]?\\d+)?%?");
    private static final double EQUAL = 1e-9; // relative

    private NumericMatch() {}

    /** Whether some right answer is a number, so that the score says something. */
    public static boolean applies(List<String> right) {
        return right.stream().anyMatch(each -> NUMBER.matcher(each.strip()).matches());
    }

    /** 1 or 0. @param tolerance relative to the right number */
    public static double score(String answer, List<String> right, double tolerance) {
        OptionalDouble given = first(answer);
        return given.isPresent()
                        && right.stream()
                                .filter(each -> NUMBER.matcher(each.strip()).matches())
                                .map(NumericMatch::first)
                                .anyMatch(each -> close(given.getAsDouble(), each.getAsDouble(), tolerance))
                ? 1
                : 0;
    }

    private static boolean close(double given, double right, double tolerance) {
        return Math.abs(given - right) <= Math.max(tolerance, EQUAL) * Math.abs(right);
    }

    private static OptionalDouble first(String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.find()) {
            return OptionalDouble.empty();
        }
        String plain = number.group().replace(",", "");
        return OptionalDouble.of(
                plain.endsWith("%")
                        ? Double.parseDouble(plain.substring(0, plain.length() - 1)) / 100
                        : Double.parseDouble(plain));
    }
}
