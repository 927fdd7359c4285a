package io.github.qwenvl4j.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.JsonProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a JSON object as maps, lists, texts, numbers, booleans and null. Binding of data would do the same; but its classes
 * alone take a third of the time until the first answer of a fresh JVM.
 */
final class JsonReader {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonReader() {}

    /** Its fields in the order of the text. */
    static Map<String, Object> object(byte[] json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            Object value = parser.currentToken() == null ? null : value(parser);
            if (parser.nextToken() != null) {
                throw new QwenVlException("not valid JSON: text follows after its end");
            }
            if (!object) {
                throw new QwenVlException("not a JSON object");
            }
            @SuppressWarnings("unchecked") // what begins as an object is a map of names
            Map<String, Object> fields = (Map<String, Object>) value;
            return fields;
        } catch (JsonProcessingException e) {
            throw new QwenVlException(JsonProblem.of(e), e);
        } catch (IOException e) {
            throw new QwenVlException("not valid JSON: it is not UTF-8 text", e);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> fields(parser);
            case START_ARRAY -> elements(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Map<String, Object> fields(JsonParser parser) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name; (name = parser.nextFieldName()) != null; ) {
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static List<Object> elements(JsonParser parser) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements;
    }
}
