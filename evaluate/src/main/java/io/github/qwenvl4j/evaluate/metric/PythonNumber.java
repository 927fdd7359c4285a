package io.github.qwenvl4j.evaluate.metric;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Numbers as Python reads and rounds them. */
final class PythonNumber {

    private static final String DIGITS = "[0-9](?:_?[0-9])*";
    private static final Pattern DECIMAL = Pattern.compile(
            "[+-]?(?:" + DIGITS + "\\.?(?:" + DIGITS + ")?|\\." + DIGITS + ")(?:[eE][+-]?" + DIGITS + ")?");
    private static final Pattern INFINITE = Pattern.compile("([+-]?)inf(?:inity)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_A_NUMBER = Pattern.compile("[+-]?nan", Pattern.CASE_INSENSITIVE);

    private PythonNumber() {}

    /** {@code float(text)}, empty where that fails: white space around, any decimal digits, 1_000, inf and nan. */
    static OptionalDouble parse(String text) {
        String plain = asciiDigits(PythonText.strip(text));
        if (DECIMAL.matcher(plain).matches()) {
            return OptionalDouble.of(Double.parseDouble(plain.replace("_", "")));
        }
        if (NOT_A_NUMBER.matcher(plain).matches()) {
            return OptionalDouble.of(Double.NaN);
        }
        return INFINITE.matcher(plain).matches()
                ? OptionalDouble.of(plain.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
                : OptionalDouble.empty();
    }

    private static String asciiDigits(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(character -> {
            boolean digit = Character.getType(character) == Character.DECIMAL_DIGIT_NUMBER;
            plain.appendCodePoint(digit ? '0' + Character.digit(character, 10) : character);
        });
        return plain.toString();
    }

    /** {@code round(value, 2)}: of the exact binary value, halves to even. */
    static double roundToCents(double value) {
        return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).doubleValue();
    }
}
