package io.github.qwenvl4j.constraint.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.Set;

/** The kinds of JSON values, whole numbers apart from others. */
enum JsonType {
    NULL,
    BOOLEAN,
    OBJECT,
    ARRAY,
    WHOLE,
    FRACTION,
    STRING;

    /** The types that all schemas allow. */
    static Set<JsonType> of(Conjunction schemas) {
        Set<JsonType> types = EnumSet.allOf(JsonType.class);
        for (SchemaNode schema : schemas.nodes().values()) {
            if (schema.has("type")) {
                Set<JsonType> own = EnumSet.noneOf(JsonType.class);
                schema.texts("type").forEach(name -> own.addAll(named(name, schema)));
                types.retainAll(own);
            }
        }
        return types;
    }

    private static Set<JsonType> named(String name, SchemaNode schema) {
        return switch (name) {
            case "null" -> EnumSet.of(NULL);
            case "boolean" -> EnumSet.of(BOOLEAN);
            case "object" -> EnumSet.of(OBJECT);
            case "array" -> EnumSet.of(ARRAY);
            case "integer" -> EnumSet.of(WHOLE);
            case "number" -> EnumSet.of(WHOLE, FRACTION);
            case "string" -> EnumSet.of(STRING);
            default -> throw SchemaNode.wrong(schema.at("type"), "is " + name + ", which is not a type");
        };
    }

    static JsonType of(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> NULL;
            case BOOLEAN -> BOOLEAN;
            case OBJECT -> OBJECT;
            case ARRAY -> ARRAY;
            case NUMBER -> value.decimalValue().stripTrailingZeros().scale() <= 0 ? WHOLE : FRACTION;
            default -> STRING;
        };
    }
}
