package io.github.qwenvl4j;

import java.util.HashSet;
import java.util.List;

/**
 * What an answer may be. In every form but free text the model can only choose among what the form allows, so that a complete
 * answer always fits; one that was cut off at {@link AnswerOptions#maxNewTokens} is a beginning of one that fits.
 *
 * <pre>{@code
 * model.defaults().withFormat(AnswerFormat.choice("cat", "dog", "neither"))
 * }</pre>
 */
public sealed interface AnswerFormat {

    /** Whatever the model says. */
    record FreeText() implements AnswerFormat {}

    /** Any JSON value, without blanks between its parts. */
    record JsonValue() implements AnswerFormat {}

    /** A JSON value that fits a schema, without blanks between its parts. @param text the schema, itself JSON */
    record JsonSchema(String text) implements AnswerFormat {}

    /** A text that a regular expression, as ECMAScript writes it, matches as a whole. */
    record Regex(String pattern) implements AnswerFormat {}

    /** One of several texts. */
    record Choice(List<String> texts) implements AnswerFormat {

        public Choice {
            texts = List.copyOf(texts);
            if (texts.isEmpty() || texts.contains("")) {
                throw new QwenVlException("a choice needs at least one text, and none may be empty");
            }
            if (new HashSet<>(texts).size() < texts.size()) {
                throw new QwenVlException("a choice has the same text twice");
            }
        }
    }

    static AnswerFormat freeText() {
        return new FreeText();
    }

    static AnswerFormat json() {
        return new JsonValue();
    }

    /**
     * JSON Schema, draft 2020-12. Properties come in the order of the schema. What cannot be enforced is refused when the
     * question is asked, by keyword and place; annotations mean nothing.
     */
    static AnswerFormat jsonSchema(String schema) {
        return new JsonSchema(schema);
    }

    /** Lookaround, back references and anchors in the middle are refused when the question is asked. */
    static AnswerFormat regex(String pattern) {
        return new Regex(pattern);
    }

    static AnswerFormat choice(String... texts) {
        return new Choice(List.of(texts));
    }
}
