package io.github.qwenvl4j;

import io.github.qwenvl4j.prompt.ToolDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

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

    /**
     * Calls of tools, as the model was trained to write them; their arguments fit the tools' schemas. Only for models that
     * were trained to call tools.
     *
     * @param tools that may be called
     * @param several whether further calls may come behind the first
     * @param otherwise what the answer may be instead of calls, and in free text also before them; absent: a tool is called
     */
    record ToolCalls(List<ToolDefinition> tools, boolean several, Optional<AnswerFormat> otherwise)
            implements AnswerFormat {

        public ToolCalls {
            tools = List.copyOf(tools);
            if (tools.isEmpty()) {
                throw new QwenVlException("calls of tools need at least one tool");
            }
            if (otherwise.filter(ToolCalls.class::isInstance).isPresent()) {
                throw new QwenVlException("what an answer may be instead of calls must be another form");
            }
        }
    }

    /** Whatever a constraint of one's own allows. @param constraint makes one for each answer */
    record Constrained(Supplier<? extends LogitsConstraint> constraint) implements AnswerFormat {

        public Constrained {
            Objects.requireNonNull(constraint, "constraint");
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

    /** Words, calls of tools whose arguments fit their schemas, or words and then calls. */
    static AnswerFormat toolCalls(List<ToolDefinition> tools) {
        return new ToolCalls(tools, true, Optional.of(freeText()));
    }

    /** Whatever a constraint of one's own allows: {@code constrained(MyConstraint::new)}. */
    static AnswerFormat constrained(Supplier<? extends LogitsConstraint> constraint) {
        return new Constrained(constraint);
    }

    static AnswerFormat choice(String... texts) {
        return new Choice(List.of(texts));
    }
}
