package io.github.qwenvl4j.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields of an object of a specification, by name.
 *
 * @param place file and place in it, for messages
 */
record SpecFields(String place, ObjectNode json) {

    static SpecFields of(String place, JsonNode json) {
        if (!(json instanceof ObjectNode object)) {
            throw new QwenVlException(Kind.FILE, place + ": is not an object with fields");
        }
        return new SpecFields(place, object);
    }

    /** Refuses fields that mean nothing. */
    void requireKnown(Set<String> known) {
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new QwenVlException(
                        Kind.FILE,
                        place + ": unknown field " + name + "; known are " + String.join(", ", new TreeSet<>(known)));
            }
        });
    }

    Optional<JsonNode> value(String name) {
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    Optional<String> text(String name) {
        return value(name).map(value -> {
            if (!value.isTextual() || value.asText().isBlank()) {
                throw wrong(name, "a text");
            }
            return value.asText();
        });
    }

    Optional<Double> number(String name) {
        return value(name).map(value -> {
            if (!value.isNumber()) {
                throw wrong(name, "a number");
            }
            return value.asDouble();
        });
    }

    Optional<Long> integer(String name) {
        return value(name).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw wrong(name, "a whole number");
            }
            return value.asLong();
        });
    }

    Optional<Integer> count(String name) {
        return integer(name).map(value -> {
            if (value != value.intValue()) {
                throw wrong(name, "a whole number up to " + Integer.MAX_VALUE);
            }
            return value.intValue();
        });
    }

    boolean flag(String name) {
        return value(name)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw wrong(name, "true or false");
                    }
                    return value.asBoolean();
                })
                .orElse(false);
    }

    /** One text or several. Of YAML's own words, such as yes and 1, the text as it is written. */
    Optional<List<String>> texts(String name) {
        return value(name).map(value -> {
            List<String> texts = new ArrayList<>();
            for (JsonNode each : value.isArray() ? value : List.of(value)) {
                if (!each.isValueNode()) {
                    throw wrong(name, "a text or a list of texts");
                }
                texts.add(each.asText());
            }
            return texts;
        });
    }

    QwenVlException wrong(String name, String form) {
        return new QwenVlException(Kind.FILE, place + ": " + name + " is not " + form);
    }

    /** The same reason, with the place in front. */
    QwenVlException refused(QwenVlException reason) {
        return new QwenVlException(Kind.FILE, place + ": " + reason.getMessage(), reason);
    }
}
