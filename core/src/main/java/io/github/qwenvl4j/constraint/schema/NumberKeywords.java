package io.github.qwenvl4j.constraint.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What schemas require of numbers. */
final class NumberKeywords {

    private static final int LARGEST_DIVISOR = 10_000;

    private NumberKeywords() {}

    /** @param whole whether fractions are ruled out already */
    static NumberRange range(Conjunction all, boolean whole) {
        Optional<Bound> low = tightest(bounds(all, "minimum", "exclusiveMinimum"), 1);
        Optional<Bound> high = tightest(bounds(all, "maximum", "exclusiveMaximum"), -1);
        BigInteger divisor = BigInteger.ONE;
        int places = Numbers.FRACTION;
        boolean wholeOnly = whole;
        for (SchemaNode schema : all.nodes().values()) {
            if (schema.has("multipleOf")) {
                BigDecimal unit = unit(schema);
                if (unit.scale() <= 0) {
                    wholeOnly = true;
                    divisor = lcm(divisor, unit.toBigInteger());
                } else if (unit.unscaledValue().equals(BigInteger.ONE)) {
                    places = Math.min(places, unit.scale());
                } else if (whole) {
                    BigInteger power = BigInteger.TEN.pow(unit.scale());
                    divisor = lcm(
                            divisor,
                            unit.unscaledValue().divide(unit.unscaledValue().gcd(power)));
                } else {
                    throw SchemaNode.refused(schema.at("multipleOf"), "is neither a whole number nor 0.1, 0.01, ...");
                }
                if (divisor.compareTo(BigInteger.valueOf(LARGEST_DIVISOR)) > 0) {
                    throw SchemaNode.refused(schema.at("multipleOf"), "is above " + LARGEST_DIVISOR);
                }
            }
        }
        return new NumberRange(
                low.map(Bound::value).orElse(null),
                low.isPresent() && low.get().exclusive,
                high.map(Bound::value).orElse(null),
                high.isPresent() && high.get().exclusive,
                wholeOnly,
                divisor.intValue(),
                places);
    }

    /** The least whole number that a fraction divides. */
    private static BigInteger wholeMultiple(BigDecimal fraction) {
        BigInteger digits = fraction.unscaledValue();
        return digits.divide(digits.gcd(BigInteger.TEN.pow(fraction.scale())));
    }

    private static BigDecimal unit(SchemaNode schema) {
        BigDecimal unit = schema.number("multipleOf").orElseThrow().stripTrailingZeros();
        if (unit.signum() <= 0) {
            throw SchemaNode.wrong(schema.at("multipleOf"), "must be above 0");
        }
        return unit;
    }

    private record Bound(BigDecimal value, boolean exclusive) {}

    private static List<Bound> bounds(Conjunction all, String inclusive, String exclusive) {
        return all.nodes().values().stream()
                .flatMap(node -> Stream.concat(
                        node.number(inclusive).map(value -> new Bound(value, false)).stream(),
                        node.number(exclusive).map(value -> new Bound(value, true)).stream()))
                .toList();
    }

    /** The largest, or with -1 the smallest; one that excludes its value among equals. */
    private static Optional<Bound> tightest(List<Bound> bounds, int direction) {
        return bounds.stream()
                .max(((Comparator<Bound>) (one, other) -> direction * one.value.compareTo(other.value))
                        .thenComparing(Bound::exclusive));
    }

    private static BigInteger lcm(BigInteger a, BigInteger b) {
        return a.divide(a.gcd(b)).multiply(b);
    }

    /** Whether a number fits. */
    static boolean fits(BigDecimal value, Conjunction all) {
        NumberRange range = range(all, value.stripTrailingZeros().scale() <= 0);
        int low = range.low() == null ? 1 : value.compareTo(range.low());
        int high = range.high() == null ? -1 : value.compareTo(range.high());
        boolean within = (low > 0 || low == 0 && !range.aboveLow()) && (high < 0 || high == 0 && !range.belowHigh());
        BigDecimal stripped = value.stripTrailingZeros();
        boolean unit = range.wholeOnly()
                ? stripped.scale() <= 0
                        && stripped.toBigInteger()
                                        .mod(BigInteger.valueOf(range.divisor()))
                                        .signum()
                                == 0
                : stripped.scale() <= range.places();
        return within && unit;
    }
}
