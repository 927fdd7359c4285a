package io.github.qwenvl4j.typed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.prompt.Message;

/** The form of answers that are values of a type, and how they are read. Immutable. */
public final class TypedAnswer<T> {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule().addDeserializer(Box.class, new BoxReader()))
            .build();

    private final Class<T> type;
    private final TypeSchema schema;

    /** @throws QwenVlException of kind UNSUPPORTED for a type, or a part of one, whose values are not plain data */
    public TypedAnswer(Class<T> type) {
        this.type = type;
        this.schema = new TypeSchema(JSON, type);
    }

    public AnswerFormat format() {
        return AnswerFormat.jsonSchema(schema.text());
    }

    /** What a question says of the fields that have a description; empty where none has. */
    public String descriptions() {
        return schema.descriptions();
    }

    /** The question, with what it says of the fields. */
    public Message asked(Message question) {
        return descriptions().isEmpty() ? question : question.text("\n" + descriptions());
    }

    /** @throws QwenVlException of kind TOO_LONG where the answer is not complete */
    public T read(Answer answer) {
        return read(answer.text(), answer.finishReason());
    }

    /** @throws QwenVlException of kind TOO_LONG where the answer is not complete */
    public T read(String text, FinishReason reason) {
        if (reason == FinishReason.LENGTH) {
            throw new QwenVlException(
                    QwenVlException.Kind.TOO_LONG,
                    "the answer is not complete within its most tokens (max-new-tokens): " + text);
        }
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new QwenVlException(
                    "the answer fits the schema, but is no " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
