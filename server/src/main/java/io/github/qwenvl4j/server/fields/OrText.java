package io.github.qwenvl4j.server.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An object, or one of some words in its place.
 *
 * @param demand what there may be, for messages
 * @param words with the objects that they stand for
 */
record OrText(FieldRule object, String demand, Map<String, JsonNode> words) implements FieldRule {

    @Override
    public Optional<JsonNode> read(String place, JsonNode value, Consumer<String> unknown) {
        if (value.isObject()) {
            return object.read(place, value, unknown);
        }
        JsonNode meant = value.isTextual() ? words.get(value.textValue()) : null;
        if (meant == null) {
            throw ApiException.unsupported(place, "must be " + demand);
        }
        return Optional.of(meant);
    }
}
