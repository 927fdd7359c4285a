package io.github.qwenvl4j.server.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A known but unsupported field: values that request the default behaviour are accepted; all others are refused by
 * name, because the answer would differ from what the client requested.
 */
record Neutral(Predicate<JsonNode> asksForNothing, String demand) implements FieldRule {

    /** @param reason why nothing else is accepted */
    static Neutral empty(String reason) {
        return new Neutral(Neutral::isEmpty, "must be empty: " + reason);
    }

    /** @param reason why nothing at all is accepted */
    static Neutral absent(String reason) {
        return new Neutral(value -> false, "must be absent: " + reason);
    }

    static Neutral only(String... values) {
        Set<String> accepted = Set.of(values);
        return new Neutral(
                value -> value.isTextual() && accepted.contains(value.textValue()),
                "must be " + String.join(" or ", values) + ": nothing else is supported");
    }

    static Neutral only(boolean accepted) {
        return new Neutral(
                value -> value.isBoolean() && value.booleanValue() == accepted,
                "must be " + accepted + ": nothing else is supported");
    }

    static Neutral only(int accepted) {
        return new Neutral(
                value -> value.isNumber() && value.doubleValue() == accepted,
                "must be " + accepted + ": nothing else is supported");
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isTextual() ? value.textValue().isEmpty() : value.isContainerNode() && value.isEmpty();
    }

    @Override
    public Optional<JsonNode> read(String place, JsonNode value, Consumer<String> unknown) {
        if (!asksForNothing.test(value)) {
            throw ApiException.unsupported(place, demand);
        }
        return Optional.of(value);
    }
}
