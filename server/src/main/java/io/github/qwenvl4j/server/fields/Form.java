package io.github.qwenvl4j.server.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The schema of a JSON object, field by field. */
final class Form implements FieldRule {

    private final Map<String, FieldRule> fields = new LinkedHashMap<>();
    private final Set<String> required = new HashSet<>();

    private Form() {}

    /** Builds a form. */
    static final class Builder {

        private final Form form = new Form();

        Builder field(String name, FieldRule rule) {
            form.fields.put(name, rule);
            return this;
        }

        Builder required(String name, FieldRule rule) {
            form.required.add(name);
            return field(name, rule);
        }

        /** Known fields that are accepted with any value and have no effect. */
        Builder withoutEffect(String... names) {
            for (String name : names) {
                field(name, WITHOUT_EFFECT);
            }
            return this;
        }

        Form build() {
            return form;
        }
    }

    static Builder with() {
        return new Builder();
    }

    /** All known fields. */
    Set<String> names() {
        return fields.keySet();
    }

    @Override
    public Optional<JsonNode> read(String place, JsonNode value, Consumer<String> unknown) {
        if (!value.isObject()) {
            throw ApiException.invalid(place.isEmpty() ? "body" : place, "must be an object");
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        value.properties().forEach(field -> {
            String at = at(place, field.getKey());
            FieldRule rule = fields.get(field.getKey());
            if (field.getValue().isNull()) {
                return;
            }
            if (rule == null) {
                unknown.accept(at);
            } else {
                rule.read(at, field.getValue(), unknown).ifPresent(read -> kept.set(field.getKey(), read));
            }
        });
        for (String name : fields.keySet()) {
            if (required.contains(name) && !kept.has(name)) {
                throw ApiException.invalid(at(place, name), "is missing");
            }
        }
        return Optional.of(kept);
    }

    private static String at(String place, String name) {
        return place.isEmpty() ? name : place + "." + name;
    }
}
