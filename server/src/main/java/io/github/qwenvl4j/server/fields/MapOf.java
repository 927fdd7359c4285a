package io.github.qwenvl4j.server.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An object from ids of tokens, written as strings, to values.
 *
 * @param kind plural name of the values, for messages
 */
record MapOf(FieldRule value, String kind) implements FieldRule {

    private static final int LARGEST_ID = 9; // digits

    @Override
    public Optional<JsonNode> read(String place, JsonNode given, Consumer<String> unknown) {
        if (!given.isObject()) {
            throw ApiException.invalid(place, "must be an object of token ids and " + kind);
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        given.properties().forEach(entry -> {
            String id = entry.getKey();
            if (!id.matches("\\d{1," + LARGEST_ID + "}")) {
                throw ApiException.invalid(place, "has a key that is not a token id");
            }
            value.read(place + "." + id, entry.getValue(), unknown).ifPresent(read -> kept.set(id, read));
        });
        return Optional.of(kept);
    }
}
