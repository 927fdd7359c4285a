package io.github.qwenvl4j.server.fields;

import static io.github.qwenvl4j.server.fields.Plain.FLAG;
import static io.github.qwenvl4j.server.fields.Plain.TEXT;
import static io.github.qwenvl4j.server.fields.Plain.WHOLE;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.Tokens;

/** Every field of the routes about tokens. */
public final class TokenFields {

    static final Form TOKENIZE_REQUEST = ChatFields.optionalMessages(Form.with())
            .field("model", TEXT)
            .field("prompt", TEXT)
            .field("content", TEXT)
            .field("return_token_strs", FLAG)
            .field("parse_special", FLAG)
            .field("with_pieces", Neutral.only(false))
            .withoutEffect("add_special_tokens", "add_special")
            .build();

    static final Form DETOKENIZE_REQUEST = Form.with()
            .field("model", TEXT)
            .required("tokens", new ListOf(WHOLE, "token ids"))
            .build();

    static final Form TEMPLATE_REQUEST =
            ChatFields.messages(Form.with()).field("model", TEXT).build();

    public static final RequestForm<JsonNode> TOKENIZE = new RequestForm<>(TOKENIZE_REQUEST, JsonNode.class);
    public static final RequestForm<ChatRequest> TEMPLATE = new RequestForm<>(TEMPLATE_REQUEST, ChatRequest.class);
    public static final RequestForm<Tokens.DetokenizeRequest> DETOKENIZE =
            new RequestForm<>(DETOKENIZE_REQUEST, Tokens.DetokenizeRequest.class);

    private TokenFields() {}
}
