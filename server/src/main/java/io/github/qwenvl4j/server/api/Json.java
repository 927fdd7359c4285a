package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Strict JSON parsing: refuses duplicate fields, deep nesting and trailing text. Thread-safe. */
public final class Json {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER = 40;
    private static final int MAX_NAME = 200;
    private static final int MAX_STRING = 1 << 30; // not reached: the body size limit is smaller
    private static final ObjectMapper MAPPER = mapper();

    private Json() {}

    /** @throws ApiException 400 if the body is not JSON or exceeds the limits */
    public static JsonNode read(byte[] body) {
        try (JsonParser parser = MAPPER.getFactory().createParser(body)) {
            JsonNode value = MAPPER.readTree(parser);
            if (value == null) {
                throw ApiException.invalid("body", "is empty, but must be a JSON object");
            }
            if (parser.nextToken() != null) {
                throw ApiException.invalid("body", "has more than one JSON value");
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw ApiException.invalid(
                    "body",
                    "must have at most %d levels, field names of at most %d characters and numbers of at most %d digits"
                            .formatted(MAX_DEPTH, MAX_NAME, MAX_NUMBER));
        } catch (JsonMappingException e) {
            throw ApiException.invalid(repeated(e), "is given twice");
        } catch (JsonEOFException e) {
            throw ApiException.invalid("body", "is not complete: the JSON ends too early");
        } catch (JsonProcessingException e) {
            throw ApiException.invalid("body", "is not valid JSON" + place(e));
        } catch (IOException e) {
            throw ApiException.invalid("body", "is not valid JSON: it must be in UTF-8");
        }
    }

    /** Converts a checked JSON tree to a record. */
    public static <T> T bind(JsonNode checked, Class<T> type) {
        try {
            return MAPPER.treeToValue(checked, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a checked request does not fit " + type.getSimpleName(), e);
        }
    }

    /** The values of a JSON object by name. */
    public static Map<String, Object> values(JsonNode object) {
        return MAPPER.convertValue(object, new TypeReference<>() {});
    }

    /** A JSON object that a model has written; empty if the text is none, as where it was cut off. */
    public static Optional<JsonNode> object(String text) {
        try {
            return Optional.of(MAPPER.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty(); // not complete
        }
    }

    /** An optional tree of a bound record: an absent one arrives as a null node. */
    static Optional<JsonNode> given(Optional<JsonNode> bound) {
        return bound.filter(node -> !node.isNull());
    }

    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("writing " + value.getClass().getSimpleName(), e);
        }
    }

    /** The field at which parsing stopped: when reading a tree, only duplicate fields cause this error. */
    private static String repeated(JsonMappingException e) {
        return e.getProcessor() instanceof JsonParser parser
                ? parser.getParsingContext()
                        .pathAsPointer()
                        .toString()
                        .substring(1)
                        .replace('/', '.')
                : "a field";
    }

    private static String place(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        return location == null ? "" : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static ObjectMapper mapper() {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER)
                .maxNameLength(MAX_NAME)
                .maxStringLength(MAX_STRING)
                .build();
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(limits).build())
                .addModule(new Jdk8Module())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.USE_DEFAULTS))
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
    }
}
