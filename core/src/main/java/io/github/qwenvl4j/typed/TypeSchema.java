package io.github.qwenvl4j.typed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The JSON Schema of a Java type, as Jackson sees it: names, orders and what is ignored follow its annotations. */
final class TypeSchema {

    private static final Map<String, String> SCALARS = Map.ofEntries(
            Map.entry("java.lang.String", "{\"type\":\"string\"}"),
            Map.entry("boolean", "{\"type\":\"boolean\"}"),
            Map.entry("java.lang.Boolean", "{\"type\":\"boolean\"}"),
            Map.entry("byte", whole(Byte.MIN_VALUE, Byte.MAX_VALUE)),
            Map.entry("java.lang.Byte", whole(Byte.MIN_VALUE, Byte.MAX_VALUE)),
            Map.entry("short", whole(Short.MIN_VALUE, Short.MAX_VALUE)),
            Map.entry("java.lang.Short", whole(Short.MIN_VALUE, Short.MAX_VALUE)),
            Map.entry("int", whole(Integer.MIN_VALUE, Integer.MAX_VALUE)),
            Map.entry("java.lang.Integer", whole(Integer.MIN_VALUE, Integer.MAX_VALUE)),
            Map.entry("long", "{\"type\":\"integer\"}"),
            Map.entry("java.lang.Long", "{\"type\":\"integer\"}"),
            Map.entry("java.math.BigInteger", "{\"type\":\"integer\"}"),
            Map.entry("float", "{\"type\":\"number\"}"),
            Map.entry("java.lang.Float", "{\"type\":\"number\"}"),
            Map.entry("double", "{\"type\":\"number\"}"),
            Map.entry("java.lang.Double", "{\"type\":\"number\"}"),
            Map.entry("java.math.BigDecimal", "{\"type\":\"number\"}"),
            Map.entry("io.github.qwenvl4j.grounding.Box", BoxReader.SCHEMA),
            Map.entry("java.time.LocalDate", formatted("date")),
            Map.entry("java.time.OffsetDateTime", formatted("date-time")),
            Map.entry("java.time.Instant", formatted("date-time")),
            Map.entry("java.util.UUID", formatted("uuid")),
            Map.entry("java.net.URI", formatted("uri")),
            Map.entry("java.lang.Object", "{}"),
            Map.entry("com.fasterxml.jackson.databind.JsonNode", "{}"),
            Map.entry("java.util.OptionalInt", "{\"type\":[\"integer\",\"null\"]}"),
            Map.entry("java.util.OptionalLong", "{\"type\":[\"integer\",\"null\"]}"),
            Map.entry("java.util.OptionalDouble", "{\"type\":[\"number\",\"null\"]}"));

    private final ObjectMapper json;
    private final ObjectNode definitions;
    private final Map<String, String> described = new LinkedHashMap<>();
    private final ObjectNode root;

    TypeSchema(ObjectMapper json, Class<?> type) {
        this.json = json;
        this.definitions = json.createObjectNode();
        this.root = schema(json.constructType(type), type.getSimpleName());
        root.set("$defs", definitions);
    }

    private static String whole(int least, int largest) {
        return "{\"type\":\"integer\",\"minimum\":" + least + ",\"maximum\":" + largest + "}";
    }

    private static String formatted(String format) {
        return "{\"type\":\"string\",\"format\":\"" + format + "\"}";
    }

    String text() {
        return root.toString();
    }

    String descriptions() {
        return described.entrySet().stream()
                .map(field -> field.getKey() + ": " + field.getValue())
                .collect(Collectors.joining("\n"));
    }

    private ObjectNode schema(JavaType type, String place) {
        String scalar = SCALARS.get(type.getRawClass().getName());
        if (scalar != null) {
            return (ObjectNode) json.valueToTree(parsed(scalar));
        }
        if (type.isEnumType()) {
            ArrayNode names = json.createArrayNode();
            for (Object constant : type.getRawClass().getEnumConstants()) {
                names.add(json.valueToTree(constant));
            }
            return json.createObjectNode().set("enum", names);
        }
        if (type.isReferenceType()) {
            ObjectNode optional = json.createObjectNode();
            optional.putArray("anyOf")
                    .add(schema(type.getReferencedType(), place))
                    .addObject()
                    .put("type", "null");
            return optional;
        }
        if (type.isMapLikeType()) {
            ObjectNode map = json.createObjectNode().put("type", "object");
            return map.set("additionalProperties", schema(type.getContentType(), place));
        }
        if (type.isContainerType()) {
            ObjectNode list = json.createObjectNode().put("type", "array");
            return list.set("items", schema(type.getContentType(), place));
        }
        return bean(type, place);
    }

    private Object parsed(String schema) {
        try {
            return json.readTree(schema);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(schema, e);
        }
    }

    /** An object by reference, so that it may contain its own kind. */
    private ObjectNode bean(JavaType type, String place) {
        String name = type.toCanonical().replaceAll("[^A-Za-z0-9_.]", "_");
        if (!definitions.has(name)) {
            List<BeanPropertyDefinition> fields =
                    json.getDeserializationConfig().introspect(type).findProperties();
            boolean plain = !type.isAbstract() && !type.isInterface() && !fields.isEmpty();
            if (!plain || type.getRawClass().getName().startsWith("java.")) {
                throw new QwenVlException(
                        QwenVlException.Kind.UNSUPPORTED,
                        place + " is of type " + type.getRawClass().getSimpleName()
                                + ", which has no JSON Schema: use records, lists, enums, texts and numbers");
            }
            ObjectNode object = definitions.putObject(name).put("type", "object");
            ObjectNode properties = object.putObject("properties");
            ArrayNode required = object.putArray("required");
            fields.forEach(field -> property(field, place, properties, required));
            object.put("additionalProperties", false);
        }
        return json.createObjectNode().put("$ref", "#/$defs/" + name);
    }

    private void property(BeanPropertyDefinition field, String place, ObjectNode properties, ArrayNode required) {
        String inside = place + "." + field.getName();
        ObjectNode schema = schema(field.getPrimaryType(), inside);
        String description = field.getMetadata().getDescription();
        if (description != null) {
            schema.put("description", description);
            described.put(inside.substring(inside.indexOf('.') + 1), description);
        }
        properties.set(field.getName(), schema);
        boolean optional = field.getPrimaryType().isReferenceType()
                || field.getPrimaryType().getRawClass().getName().startsWith("java.util.Optional");
        if (!optional || field.isRequired()) {
            required.add(field.getName());
        }
    }
}
