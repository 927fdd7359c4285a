package io.github.qwenvl4j.constraint.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.github.qwenvl4j.QwenVlException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A schema within a document.
 *
 * @param path where it stands, as a fragment: {@code #/properties/name}
 */
record SchemaNode(JsonNode json, String path) {

    /** @throws QwenVlException where it is neither an object nor true or false */
    SchemaNode {
        if (!json.isObject() && !json.isBoolean()) {
            throw wrong(path, "is not a schema: it must be an object, true or false");
        }
    }

    static QwenVlException wrong(String path, String what) {
        return new QwenVlException("the JSON Schema is wrong: " + path + " " + what);
    }

    static QwenVlException refused(String path, String what) {
        return new QwenVlException(
                QwenVlException.Kind.UNSUPPORTED, "the JSON Schema cannot be enforced: " + path + " " + what);
    }

    /** Where a keyword stands. */
    String at(String keyword) {
        return path + "/" + keyword.replace("~", "~0").replace("/", "~1");
    }

    boolean has(String keyword) {
        return json.has(keyword);
    }

    boolean isFalse() {
        return json instanceof BooleanNode && !json.booleanValue();
    }

    Optional<SchemaNode> schema(String keyword) {
        return json.has(keyword) ? Optional.of(new SchemaNode(json.get(keyword), at(keyword))) : Optional.empty();
    }

    /** The schemas of a list. */
    List<SchemaNode> schemas(String keyword) {
        List<SchemaNode> schemas = new ArrayList<>();
        for (JsonNode each : json.path(keyword)) {
            schemas.add(new SchemaNode(each, at(keyword) + "/" + schemas.size()));
        }
        if (json.has(keyword) && (!json.get(keyword).isArray() || schemas.isEmpty())) {
            throw wrong(at(keyword), "must be a list of schemas");
        }
        return schemas;
    }

    /** The schemas of the properties, in their order. */
    Map<String, SchemaNode> properties() {
        Map<String, SchemaNode> properties = new LinkedHashMap<>();
        JsonNode given = json.path("properties");
        if (json.has("properties") && !given.isObject()) {
            throw wrong(at("properties"), "must be an object");
        }
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            String place = new SchemaNode(BooleanNode.TRUE, at("properties")).at(each.getKey());
            properties.put(each.getKey(), new SchemaNode(each.getValue(), place));
        }
        return properties;
    }

    /** The texts of a list, or a text alone. */
    List<String> texts(String keyword) {
        List<String> texts = new ArrayList<>();
        JsonNode given = json.path(keyword);
        for (JsonNode each : given.isArray() ? given : json.has(keyword) ? List.of(given) : List.<JsonNode>of()) {
            if (!each.isTextual()) {
                throw wrong(at(keyword), "must be texts");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    Optional<String> text(String keyword) {
        List<String> texts = texts(keyword);
        if (json.path(keyword).isArray()) {
            throw wrong(at(keyword), "must be a text");
        }
        return texts.stream().findFirst();
    }

    Optional<BigDecimal> number(String keyword) {
        if (!json.has(keyword)) {
            return Optional.empty();
        }
        if (!json.get(keyword).isNumber()) {
            throw wrong(at(keyword), "must be a number");
        }
        return Optional.of(json.get(keyword).decimalValue());
    }

    Optional<Integer> count(String keyword) {
        return number(keyword).map(value -> {
            boolean whole = value.stripTrailingZeros().scale() <= 0;
            if (!whole || value.signum() < 0) {
                throw wrong(at(keyword), "must be 0 or a positive whole number");
            }
            return value.min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValue();
        });
    }
}
