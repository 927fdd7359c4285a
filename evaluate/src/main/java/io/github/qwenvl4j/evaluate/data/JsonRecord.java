package io.github.qwenvl4j.evaluate.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An object of a file of records.
 *
 * @param place file and line, for messages
 * @param number from 1
 */
public record JsonRecord(String place, long number, JsonNode json) {

    /** A field as text: a text or a number. */
    public String text(String field) {
        return optionalText(field).orElseThrow(() -> missing(field));
    }

    /** The field, where it is there and not null. */
    public Optional<String> optionalText(String field) {
        return optional(field).map(value -> {
            if (!value.isValueNode()) {
                throw wrong(field, "a text");
            }
            return value.asText();
        });
    }

    /** The first of these fields that is there. */
    public Optional<String> firstText(List<String> fields) {
        return fields.stream().flatMap(field -> optionalText(field).stream()).findFirst();
    }

    /** A field of one text or several. */
    public List<String> texts(String field) {
        JsonNode value = optional(field).orElseThrow(() -> missing(field));
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value.isArray() ? value : List.of(value)) {
            if (!each.isValueNode()) {
                throw wrong(field, "a text or an array of texts");
            }
            texts.add(each.asText());
        }
        return texts;
    }

    public int integer(String field) {
        JsonNode value = optional(field).orElseThrow(() -> missing(field));
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(field, "a whole number");
        }
        return value.asInt();
    }

    /** A field of that many numbers. */
    public double[] numbers(String field, int count) {
        JsonNode value = optional(field).orElseThrow(() -> missing(field));
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            if (!value.isArray() || value.size() != count || !value.get(i).isNumber()) {
                throw wrong(field, "an array of " + count + " numbers");
            }
            numbers[i] = value.get(i).asDouble();
        }
        return numbers;
    }

    public Optional<JsonNode> optional(String field) {
        JsonNode value = json.get(field);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    public QwenVlException missing(String field) {
        return new QwenVlException(Kind.FILE, place + ": has no field \"" + field + "\"");
    }

    public QwenVlException wrong(String field, String form) {
        return new QwenVlException(Kind.FILE, place + ": field \"" + field + "\" is not " + form);
    }
}
