package io.github.qwenvl4j.server.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The form of an answer in Ollama's API: any JSON, or a JSON Schema. */
record OllamaFormat() implements FieldRule {

    private static final Set<String> WORDS = Set.of("", "json");

    @Override
    public Optional<JsonNode> read(String place, JsonNode value, Consumer<String> unknown) {
        if (!value.isObject() && !(value.isTextual() && WORDS.contains(value.textValue()))) {
            throw ApiException.invalid(place, "must be json, or a JSON Schema");
        }
        return Optional.of(value);
    }
}
