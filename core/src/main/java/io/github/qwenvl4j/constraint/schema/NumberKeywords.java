package io.github.qwenvl4j.constraint.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What schemas require of numbers. */
final class NumberKeywords {

    private static final int LARGEST_DIVISOR = 10_000;

    private NumberKeywords() {}

    /** @param whole whether fractions are ruled out already */
    static NumberRange range(Conjunction all, boolean whole) {
        BigDecimal low = null;
        boolean above = false;
        for (Map.Entry<BigDecimal, Boolean> bound : bounds(all, "minimum", "exclusiveMinimum")) {
            int order = low == null ? 1 : bound.getKey().compareTo(low);
            above = order > 0 ? bound.getValue() : above || order == 0 && bound.getValue();
            low = order > 0 ? bound.getKey() : low;
        }
        BigDecimal high = null;
        boolean below = false;
        for (Map.Entry<BigDecimal, Boolean> bound : bounds(all, "maximum", "exclusiveMaximum")) {
            int order = high == null ? -1 : bound.getKey().compareTo(high);
            below = order < 0 ? bound.getValue() : below || order == 0 && bound.getValue();
            high = order < 0 ? bound.getKey() : high;
        }
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
        return new NumberRange(low, above, high, below, wholeOnly, divisor.intValue(), places);
    }

    private static BigDecimal unit(SchemaNode schema) {
        BigDecimal unit = schema.number("multipleOf").orElseThrow().stripTrailingZeros();
        if (unit.signum() <= 0) {
            throw SchemaNode.wrong(schema.at("multipleOf"), "must be above 0");
        }
        return unit;
    }

    private static List<Map.Entry<BigDecimal, Boolean>> bounds(Conjunction all, String inclusive, String exclusive) {
        return all.nodes().values().stream()
                .flatMap(node -> Stream.concat(
                        node.number(inclusive).map(value -> Map.entry(value, false)).stream(),
                        node.number(exclusive).map(value -> Map.entry(value, true)).stream()))
                .toList();
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
