package io.github.qwenvl4j.server.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The form of answers that a request asks for: its fields all mean the same. */
final class AskedFormat {

    private static final int MAX_CHOICES = 1000;
    private static final int MAX_CHARACTERS = 100_000;

    /** A form, and the field that asks for it. */
    record Asked(String field, AnswerFormat format) {

        static final Asked NONE = new Asked("response_format", AnswerFormat.freeText());
    }

    private AskedFormat() {}

    /** @throws ApiException 400 for more than one form, and for one that cannot be read */
    static Asked of(ChatRequest request) {
        List<Asked> asked = new ArrayList<>();
        request.responseFormat().ifPresent(format -> add(asked, format));
        request.guidedJson().ifPresent(schema -> asked.add(schema("guided_json", schema)));
        request.guidedRegex().ifPresent(pattern -> asked.add(regex("guided_regex", pattern)));
        request.guidedChoice().ifPresent(texts -> asked.add(choice("guided_choice", texts)));
        request.structuredOutputs().ifPresent(outputs -> add(asked, outputs));
        if (asked.size() > 1) {
            throw ApiException.invalid(
                    asked.get(1).field(), "and " + asked.get(0).field() + " exclude each other");
        }
        return asked.isEmpty() ? Asked.NONE : asked.get(0);
    }

    private static void add(List<Asked> asked, ChatRequest.ResponseFormat format) {
        String field = "response_format";
        if (format.jsonSchema().isPresent()) {
            asked.add(schema(field + ".json_schema", format.jsonSchema().get().schema()));
        } else if (format.schema().isPresent()) {
            asked.add(schema(field + ".schema", format.schema().get()));
        } else if (format.type().equals("json_object")) {
            asked.add(new Asked(field, AnswerFormat.json()));
        }
    }

    private static void add(List<Asked> asked, ChatRequest.StructuredOutputs outputs) {
        String field = "structured_outputs.";
        outputs.json().ifPresent(schema -> asked.add(schema(field + "json", schema)));
        outputs.regex().ifPresent(pattern -> asked.add(regex(field + "regex", pattern)));
        outputs.choice().ifPresent(texts -> asked.add(choice(field + "choice", texts)));
        if (outputs.anyJson().orElse(false)) {
            asked.add(new Asked(field + "json_object", AnswerFormat.json()));
        }
    }

    private static Asked schema(String field, JsonNode schema) {
        return new Asked(
                field,
                AnswerFormat.jsonSchema(limited(field, schema.isTextual() ? schema.textValue() : schema.toString())));
    }

    private static Asked regex(String field, String pattern) {
        return new Asked(field, AnswerFormat.regex(limited(field, pattern)));
    }

    private static Asked choice(String field, List<String> texts) {
        requireChoices(field, texts);
        return new Asked(field, new AnswerFormat.Choice(texts));
    }

    /** @throws ApiException 400 for texts among which there is no choice */
    static void requireChoices(String field, List<String> texts) {
        if (texts.isEmpty() || texts.size() > MAX_CHOICES || texts.contains("")) {
            throw ApiException.invalid(field, "must have from 1 to %d texts, none empty".formatted(MAX_CHOICES));
        }
        if (new HashSet<>(texts).size() < texts.size()) {
            throw ApiException.invalid(field, "has the same text twice");
        }
        limited(field, String.join("", texts));
    }

    private static String limited(String field, String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw ApiException.invalid(field, "has more than %d characters".formatted(MAX_CHARACTERS));
        }
        return text;
    }
}
