package io.github.qwenvl4j.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.qwenvl4j.QwenVlException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * JSON as models are shown it: as Python's {@code json.dumps(value, ensure_ascii=False)} writes it, keys in the order given,
 * a blank behind commas and colons.
 */
final class JsonText {

    private static final JsonMapper READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int MOST_DIGITS = 17;
    private static final int PLAIN_FROM = -4; // the least exponent of a number without one
    private static final int PLAIN_BELOW = 16;

    private JsonText() {}

    /** @throws QwenVlException saying that {@code what} is no JSON object */
    static Map<String, Object> object(String json, String what) {
        try {
            Map<String, Object> object = READER.readValue(json, new TypeReference<>() {});
            if (object != null) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new QwenVlException(what + " is not a JSON object", e);
        }
        throw new QwenVlException(what + " is not a JSON object");
    }

    /** @param value maps, lists, texts, numbers, booleans and null */
    static String of(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> quoted(String.valueOf(entry.getKey())) + ": " + of(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(JsonText::of).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Double || value instanceof Float) {
            return number(((Number) value).doubleValue());
        }
        if (value instanceof BigDecimal decimal) {
            return number(decimal.doubleValue());
        }
        if (value == null || value instanceof Boolean || isWhole(value)) {
            return String.valueOf(value);
        }
        if (value instanceof CharSequence text) {
            return quoted(text.toString());
        }
        throw new QwenVlException("a value of JSON is none: " + value);
    }

    private static boolean isWhole(Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || value instanceof BigInteger;
    }

    /** The fewest digits that give the same number, with an exponent below 1e-4 and from 1e16 on. */
    private static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new QwenVlException("JSON has no number " + value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = new BigDecimal(value);
        for (int digits = 1; digits <= MOST_DIGITS; digits++) {
            shortest = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (shortest.doubleValue() == value) {
                break;
            }
        }
        shortest = shortest.stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= PLAIN_FROM && exponent < PLAIN_BELOW) {
            return shortest.scale() <= 0 ? shortest.toPlainString() + ".0" : shortest.toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        return "%s%s%se%s%02d"
                .formatted(
                        value < 0 ? "-" : "", digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(each -> {
            switch (each) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(each < ' ' ? "\\u%04x".formatted(each) : String.valueOf((char) each));
            }
        });
        return out.append('"').toString();
    }
}
