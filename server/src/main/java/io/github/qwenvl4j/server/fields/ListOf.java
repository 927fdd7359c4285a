package io.github.qwenvl4j.server.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A list.
 *
 * @param kind plural name of the items, for messages
 * @param alone how a string in place of the list is read; empty if it must be a list
 */
record ListOf(FieldRule item, String kind, Optional<UnaryOperator<JsonNode>> alone) implements FieldRule {

    ListOf(FieldRule item, String kind) {
        this(item, kind, Optional.empty());
    }

    /** A list, or a single string in its place. */
    ListOf orText(UnaryOperator<JsonNode> asItem) {
        return new ListOf(item, kind, Optional.of(asItem));
    }

    @Override
    public Optional<JsonNode> read(String place, JsonNode value, Consumer<String> unknown) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        if (value.isTextual() && alone.isPresent()) {
            return Optional.of(items.add(alone.get().apply(value)));
        }
        if (!value.isArray()) {
            throw ApiException.invalid(
                    place, "must be " + (alone.isPresent() ? "a string or " : "") + "a list of " + kind);
        }
        for (int i = 0; i < value.size(); i++) {
            item.read(place + "[" + i + "]", value.get(i), unknown).ifPresent(items::add);
        }
        return Optional.of(items);
    }
}
