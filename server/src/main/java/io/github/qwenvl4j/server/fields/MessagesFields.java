package io.github.qwenvl4j.server.fields;

import static io.github.qwenvl4j.server.fields.Plain.FLAG;
import static io.github.qwenvl4j.server.fields.Plain.NUMBER;
import static io.github.qwenvl4j.server.fields.Plain.OBJECT;
import static io.github.qwenvl4j.server.fields.Plain.TEXT;
import static io.github.qwenvl4j.server.fields.Plain.WHOLE;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Every field of Anthropic's {@code /v1/messages}. */
public final class MessagesFields {

    private static final Form TEXT_BLOCK = Form.with()
            .required("type", TEXT)
            .required("text", TEXT)
            .field("citations", Neutral.empty("citations are not supported"))
            .withoutEffect("cache_control", "grounding")
            .build();
    private static final FormByType SOURCE = new FormByType(Map.of(
            "base64",
            Form.with()
                    .required("type", TEXT)
                    .required("data", TEXT)
                    .withoutEffect("media_type")
                    .build(),
            "url",
            Form.with().required("type", TEXT).required("url", TEXT).build()));
    private static final Form IMAGE_BLOCK = Form.with()
            .required("type", TEXT)
            .required("source", SOURCE)
            .withoutEffect("cache_control")
            .build();
    private static final ListOf TEXTS =
            new ListOf(new FormByType(Map.of("text", TEXT_BLOCK)), "text blocks").orText(ChatFields::textPart);

    private static final Form TOOL_USE = Form.with()
            .required("type", TEXT)
            .required("id", TEXT)
            .required("name", TEXT)
            .required("input", OBJECT)
            .withoutEffect("cache_control", "caller")
            .build();
    private static final Form TOOL_RESULT = Form.with()
            .required("type", TEXT)
            .required("tool_use_id", TEXT)
            .field(
                    "content",
                    new ListOf(new FormByType(Map.of("text", TEXT_BLOCK, "image", IMAGE_BLOCK)), "blocks")
                            .orText(ChatFields::textPart))
            .withoutEffect("is_error", "cache_control")
            .build();

    static final Form MESSAGE = Form.with()
            .required("role", Neutral.only("user", "assistant"))
            .required(
                    "content",
                    new ListOf(
                                    new FormByType(Map.of(
                                            "text", TEXT_BLOCK,
                                            "image", IMAGE_BLOCK,
                                            "tool_use", TOOL_USE,
                                            "tool_result", TOOL_RESULT)),
                                    "blocks")
                            .orText(ChatFields::textPart))
            .build();

    private static final Form OUTPUT_FORMAT = Form.with()
            .required("type", Neutral.only("json_schema"))
            .required("schema", OBJECT)
            .build();

    static final Form REQUEST = Extensions.ofDialogues(prompt())
            .required("max_tokens", WHOLE)
            .field("stop_sequences", new ListOf(TEXT, "strings"))
            .field("stream", FLAG)
            .field("temperature", NUMBER)
            .field("top_p", NUMBER)
            .field("top_k", WHOLE)
            .field("metadata", Form.with().field("user_id", TEXT).build())
            .field("output_format", OUTPUT_FORMAT)
            .field(
                    "output_config",
                    Form.with()
                            .field("format", OUTPUT_FORMAT)
                            .withoutEffect("effort")
                            .build())
            .withoutEffect("service_tier", "inference_geo")
            .build();

    static final Form COUNT =
            prompt().withoutEffect("output_format", "output_config").build();

    public static final RequestForm<JsonNode> MESSAGES = new RequestForm<>(REQUEST, JsonNode.class);
    public static final RequestForm<JsonNode> COUNTING = new RequestForm<>(COUNT, JsonNode.class);

    private MessagesFields() {}

    private static Form.Builder prompt() {
        return Form.with()
                .required("model", TEXT)
                .required("messages", new ListOf(MESSAGE, "messages"))
                .field("system", TEXTS)
                .field(Extensions.IMAGE_ORDER, TEXT)
                .field("tools", new ListOf(ToolFields.ANTHROPIC_TOOL, "tools"))
                .field("tool_choice", ToolFields.ANTHROPIC_CHOICE)
                .field(
                        "thinking",
                        Form.with().required("type", Neutral.only("disabled")).build())
                .field("mcp_servers", Neutral.empty("remote tools are not supported"))
                .field("container", Neutral.absent("containers are not supported"))
                .field("context_management", Neutral.absent("the server never edits a conversation"))
                .withoutEffect("cache_control");
    }
}
