package io.github.qwenvl4j.server.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * An object whose field {@code type} selects its form.
 *
 * @param usual the type of an object without one; empty if it must have one
 */
record FormByType(Map<String, Form> forms, Optional<String> usual) implements FieldRule {

    FormByType(Map<String, Form> forms) {
        this(forms, Optional.empty());
    }

    @Override
    public Optional<JsonNode> read(String place, JsonNode value, Consumer<String> unknown) {
        if (!value.isObject()) {
            throw ApiException.invalid(place, "must be an object");
        }
        JsonNode type = value.path("type");
        if ((type.isMissingNode() || type.isNull()) && usual.isEmpty()) {
            throw ApiException.invalid(place + ".type", "is missing");
        }
        Form form = type.isTextual() ? forms.get(type.textValue()) : forms.get(usual.orElse(""));
        if (form == null) {
            throw ApiException.unsupported(
                    place + ".type", "must be " + String.join(" or ", new TreeSet<>(forms.keySet())));
        }
        return form.read(place, value, unknown);
    }
}
