package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import java.util.ArrayList;
import java.util.List;

/** Reads the fields of a JSON record. */
record RecordFields(JsonNode json) {

    /** @throws QwenVlException if it is missing or not a string */
    String text(String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new QwenVlException("field " + field + (value.isMissingNode() ? " is missing" : " is not a string"));
        }
        return value.textValue();
    }

    /** The text of a field that may be missing or null. */
    String text(String field, String otherwise) {
        return json.path(field).isMissingNode() || json.path(field).isNull() ? otherwise : text(field);
    }

    /** A list of strings or of objects with a {@code path}, or a single one; empty if it is missing or null. */
    List<String> texts(String field) {
        JsonNode value = json.path(field);
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(element -> texts.add(path(field, element)));
        } else if (!value.isMissingNode() && !value.isNull()) {
            texts.add(path(field, value));
        }
        return texts;
    }

    private static String path(String field, JsonNode value) {
        JsonNode named = value.isObject() ? value.path("path") : value;
        if (!named.isTextual()) {
            throw new QwenVlException("field " + field + " does not name a picture: it must be a path or a URL");
        }
        return named.textValue();
    }
}
