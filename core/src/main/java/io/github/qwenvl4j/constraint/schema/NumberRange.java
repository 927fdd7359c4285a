package io.github.qwenvl4j.constraint.schema;

import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Numbers between two bounds; without a bound, as far as {@link Numbers} goes.
 *
 * @param low null for none
 * @param high null for none
 * @param wholeOnly whether digits behind the point are ruled out
 * @param divisor of whole numbers; 1 for none
 * @param places most digits behind the point
 */
record NumberRange(
        BigDecimal low,
        boolean aboveLow,
        BigDecimal high,
        boolean belowHigh,
        boolean wholeOnly,
        int divisor,
        int places) {

    Term term(Terms terms) {
        Numbers numbers = new Numbers(terms);
        if (low == null && high == null && divisor == 1 && !wholeOnly && places == Numbers.FRACTION) {
            return any(numbers, terms);
        }
        BigDecimal largest = new BigDecimal(Numbers.LARGEST);
        BigDecimal from = low == null ? largest.negate() : low;
        BigDecimal to = high == null ? largest : high;
        Term positive = to.signum() < 0
                ? terms.nothing()
                : magnitude(
                        numbers,
                        terms,
                        from.max(BigDecimal.ZERO),
                        aboveLow && from.signum() >= 0,
                        to,
                        belowHigh && high != null);
        boolean reachesZero = to.signum() >= 0;
        Term negative = from.signum() >= 0
                ? terms.nothing()
                : magnitude(
                        numbers,
                        terms,
                        reachesZero ? BigDecimal.ZERO : to.negate(),
                        reachesZero || belowHigh,
                        from.negate(),
                        aboveLow && low != null);
        return terms.either(positive, terms.sequence(terms.text("-"), negative));
    }

    private static Term any(Numbers numbers, Terms terms) {
        Term exponent = terms.sequence(
                terms.either(terms.text("e"), terms.text("E")),
                terms.optional(terms.either(terms.text("+"), terms.text("-"))),
                numbers.digits(1, 2));
        return terms.sequence(
                terms.optional(terms.text("-")),
                numbers.whole(BigInteger.ZERO, Numbers.LARGEST),
                numbers.anyFraction(Numbers.FRACTION),
                terms.optional(exponent));
    }

    /** The numbers without sign between two bounds that are not negative. */
    private Term magnitude(Numbers numbers, Terms terms, BigDecimal from, boolean above, BigDecimal to, boolean below) {
        if (wholeOnly) {
            BigInteger first = from.setScale(0, RoundingMode.CEILING).toBigInteger();
            BigInteger last = to.setScale(0, RoundingMode.FLOOR).toBigInteger();
            boolean skipFirst = above && from.compareTo(new BigDecimal(first)) == 0;
            boolean skipLast = below && to.compareTo(new BigDecimal(last)) == 0;
            Term range = numbers.whole(
                    skipFirst ? first.add(BigInteger.ONE) : first, skipLast ? last.subtract(BigInteger.ONE) : last);
            return divisor == 1 ? range : terms.both(range, terms.multiple(divisor));
        }
        Term range = terms.both(atLeast(numbers, terms, from, above), atMost(numbers, terms, to, below));
        Term rounded = terms.sequence(numbers.whole(BigInteger.ZERO, Numbers.LARGEST), numbers.anyFraction(places));
        return places == Numbers.FRACTION ? range : terms.both(range, rounded);
    }

    private static Term atLeast(Numbers numbers, Terms terms, BigDecimal bound, boolean above) {
        BigInteger whole = bound.toBigInteger();
        BigInteger largest = Numbers.LARGEST.max(whole.add(BigInteger.ONE));
        return terms.either(
                terms.sequence(
                        numbers.whole(whole.add(BigInteger.ONE), largest), numbers.anyFraction(Numbers.FRACTION)),
                terms.sequence(terms.text(whole.toString()), numbers.fractionFrom(fraction(bound), above)));
    }

    private static Term atMost(Numbers numbers, Terms terms, BigDecimal bound, boolean below) {
        BigInteger whole = bound.toBigInteger();
        return terms.either(
                terms.sequence(
                        numbers.whole(BigInteger.ZERO, whole.subtract(BigInteger.ONE)),
                        numbers.anyFraction(Numbers.FRACTION)),
                terms.sequence(terms.text(whole.toString()), numbers.fractionTo(fraction(bound), below)));
    }

    /** The digits behind the point, the last of which is not 0. */
    private static String fraction(BigDecimal number) {
        BigDecimal rest = number.remainder(BigDecimal.ONE).stripTrailingZeros();
        return rest.signum() == 0 ? "" : rest.toPlainString().substring(2);
    }
}
