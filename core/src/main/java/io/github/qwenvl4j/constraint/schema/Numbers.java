package io.github.qwenvl4j.constraint.schema;

import io.github.qwenvl4j.constraint.automaton.ByteSet;
import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Decimal numbers without sign between bounds: whole ones, and the digits behind the point. */
final class Numbers {

    /** Whole numbers without bounds have at most so many digits, so that whoever reads them as float64 loses nothing. */
    static final int DIGITS = 15;

    /** At most so many digits stand behind the point, so that no number is rounded across a bound. */
    static final int FRACTION = 15;

    static final BigInteger LARGEST = BigInteger.TEN.pow(DIGITS).subtract(BigInteger.ONE);

    private final Terms terms;

    Numbers(Terms terms) {
        this.terms = terms;
    }

    /** The whole numbers from {@code low}, which is not negative, to {@code high}, both included. */
    Term whole(BigInteger low, BigInteger high) {
        List<Term> choices = new ArrayList<>();
        int longest = high.signum() < 0 ? 0 : high.toString().length();
        for (int digits = low.toString().length(); digits <= longest; digits++) {
            BigInteger shortest = digits == 1 ? BigInteger.ZERO : BigInteger.TEN.pow(digits - 1);
            BigInteger first = low.max(shortest);
            BigInteger last = high.min(BigInteger.TEN.pow(digits).subtract(BigInteger.ONE));
            if (first.compareTo(last) <= 0) {
                choices.add(between(first.toString(), last.toString()));
            }
        }
        return terms.either(choices);
    }

    /** Of equally many digits. */
    private Term between(String low, String high) {
        if (low.matches("0*") && high.matches("9*")) {
            return digits(low.length(), low.length());
        }
        char first = low.charAt(0);
        char last = high.charAt(0);
        String lowRest = low.substring(1);
        String highRest = high.substring(1);
        if (first == last) {
            return terms.sequence(digit(first, first), between(lowRest, highRest));
        }
        int rest = lowRest.length();
        return terms.either(
                terms.sequence(digit(first, first), between(lowRest, "9".repeat(rest))),
                terms.sequence(digit(first + 1, last - 1), digits(rest, rest)),
                terms.sequence(digit(last, last), between("0".repeat(rest), highRest)));
    }

    /** Nothing, or a point and at most so many digits. */
    Term anyFraction(int most) {
        return most == 0 ? terms.empty() : terms.optional(terms.sequence(point(), digits(1, most)));
    }

    /** The fractions that are at least, or above, the one with these digits, whose last one is not 0. */
    Term fractionFrom(String digits, boolean above) {
        if (digits.isEmpty() && !above) {
            return anyFraction(FRACTION);
        }
        return terms.sequence(point(), from(digits, 0, above));
    }

    private Term from(String digits, int at, boolean above) {
        if (at == digits.length()) {
            return above
                    ? terms.sequence(zeros(), digit('1', '9'), digits(0, FRACTION))
                    : digits(at == 0 ? 1 : 0, FRACTION);
        }
        char digit = digits.charAt(at);
        return terms.either(
                terms.sequence(digit(digit + 1, '9'), digits(0, FRACTION)),
                terms.sequence(digit(digit, digit), from(digits, at + 1, above)));
    }

    /** The fractions that are at most, or below, the one with these digits, whose last one is not 0. */
    Term fractionTo(String digits, boolean below) {
        if (digits.isEmpty()) {
            Term zero = terms.sequence(point(), digit('0', '0'), zeros());
            return below ? terms.nothing() : terms.optional(zero);
        }
        return terms.optional(terms.sequence(point(), to(digits, 0, below)));
    }

    private Term to(String digits, int at, boolean below) {
        if (at == digits.length()) {
            return below ? terms.nothing() : zeros();
        }
        char digit = digits.charAt(at);
        Term less = terms.sequence(digit('0', digit - 1), digits(0, FRACTION));
        Term rest = to(digits, at + 1, below);
        boolean mayEnd = at + 1 < digits.length();
        Term same = terms.sequence(digit(digit, digit), mayEnd ? terms.optional(rest) : rest);
        return terms.either(less, same);
    }

    private Term zeros() {
        return terms.repeat(digit('0', '0'), 0, FRACTION);
    }

    private Term point() {
        return terms.text(".");
    }

    Term digits(int min, int max) {
        return terms.repeat(digit('0', '9'), min, max);
    }

    private Term digit(int first, int last) {
        return first > last ? terms.nothing() : terms.oneByte(ByteSet.range(first, last));
    }
}
