package io.github.qwenvl4j.constraint.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Set;

/** Which keywords are enforced, and which are refused. All others are annotations, as the standard says. */
final class Keywords {

    private static final Set<String> REFUSED = Set.of(
            "not",
            "if",
            "dependentRequired",
            "dependentSchemas",
            "dependencies",
            "contains",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "propertyNames",
            "patternProperties",
            "additionalItems",
            "unevaluatedItems",
            "unevaluatedProperties",
            "$dynamicRef",
            "$recursiveRef");

    private Keywords() {}

    /** Refuses a schema with a keyword that would change what fits it, but cannot be enforced. */
    static void check(SchemaNode schema) {
        Iterator<String> names = schema.json().fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (REFUSED.contains(name) && !meansNothing(name, schema.json().get(name))) {
                throw SchemaNode.refused(schema.at(name), "is a keyword that is not supported");
            }
            if (name.equals("$id") && !schema.path().equals("#")) {
                throw SchemaNode.refused(schema.at(name), "begins a document of its own");
            }
        }
        String dialect = schema.json().path("$schema").asText("");
        if (!dialect.isEmpty() && !dialect.contains("//json-schema.org/")) {
            throw SchemaNode.refused(schema.at("$schema"), "names a dialect of its own, " + dialect);
        }
        if (schema.json().path("items").isArray()) {
            throw SchemaNode.refused(schema.at("items"), "is a list: draft 2020-12 calls that prefixItems");
        }
    }

    private static boolean meansNothing(String name, JsonNode value) {
        return switch (name) {
            case "uniqueItems" -> value.isBoolean() && !value.booleanValue();
            case "minProperties" -> value.isNumber() && value.decimalValue().signum() == 0;
            case "patternProperties", "dependentRequired", "dependentSchemas", "dependencies" ->
                value.isObject() && value.isEmpty();
            case "propertyNames", "unevaluatedItems", "unevaluatedProperties", "additionalItems" ->
                value.isBoolean() && value.booleanValue();
            default -> false;
        };
    }
}
