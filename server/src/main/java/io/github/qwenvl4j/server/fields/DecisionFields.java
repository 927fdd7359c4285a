package io.github.qwenvl4j.server.fields;

import static io.github.qwenvl4j.server.fields.Plain.FLAG;
import static io.github.qwenvl4j.server.fields.Plain.TEXT;

import com.fasterxml.jackson.databind.JsonNode;

/** Every field of {@code /v1/decisions}. */
public final class DecisionFields {

    static final Form REQUEST = ChatFields.messages(Form.with())
            .field("model", TEXT)
            .field("user", TEXT)
            .required("options", new ListOf(TEXT, "strings"))
            .field("length_normalised", FLAG)
            .build();

    public static final RequestForm<JsonNode> DECISIONS = new RequestForm<>(REQUEST, JsonNode.class);

    private DecisionFields() {}
}
