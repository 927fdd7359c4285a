package io.github.qwenvl4j.server.fields;

import static io.github.qwenvl4j.server.fields.Plain.FLAG;
import static io.github.qwenvl4j.server.fields.Plain.NUMBER;
import static io.github.qwenvl4j.server.fields.Plain.OBJECT;
import static io.github.qwenvl4j.server.fields.Plain.TEXT;
import static io.github.qwenvl4j.server.fields.Plain.WHOLE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.Optional;

/** Every field of OpenAI's {@code /v1/responses}. */
public final class ResponsesFields {

    private static final String STATELESS = "the server keeps no responses: send the earlier turns in input";

    private static final FormByType PART = new FormByType(Map.of(
            "input_text",
            Form.with().required("type", TEXT).required("text", TEXT).build(),
            "output_text",
            Form.with()
                    .required("type", TEXT)
                    .required("text", TEXT)
                    .withoutEffect("annotations", "logprobs", "grounding")
                    .build(),
            "input_image",
            Form.with()
                    .required("type", TEXT)
                    .required("image_url", TEXT)
                    .field("file_id", Neutral.absent("the server keeps no files: send the picture in image_url"))
                    .withoutEffect("detail")
                    .build()));

    static final Form MESSAGE = Form.with()
            .field("type", Neutral.only("message"))
            .required("role", TEXT)
            .required("content", new ListOf(PART, "parts").orText(ResponsesFields::textPart))
            .withoutEffect("id", "status", "phase")
            .build();

    static final Form CALL = Form.with()
            .required("type", TEXT)
            .required("call_id", TEXT)
            .required("name", TEXT)
            .required("arguments", TEXT)
            .withoutEffect("id", "status", "namespace")
            .build();

    static final Form RESULT = Form.with()
            .required("type", TEXT)
            .required("call_id", TEXT)
            .required("output", new ListOf(PART, "parts").orText(ResponsesFields::textPart))
            .withoutEffect("id", "status")
            .build();

    private static final FormByType ITEM = new FormByType(
            Map.of("message", MESSAGE, "function_call", CALL, "function_call_output", RESULT), Optional.of("message"));

    private static final FormByType FORMAT = new FormByType(Map.of(
            "text", Form.with().required("type", TEXT).build(),
            "json_object", Form.with().required("type", TEXT).build(),
            "json_schema",
                    Form.with()
                            .required("type", TEXT)
                            .required("schema", OBJECT)
                            .withoutEffect("name", "description", "strict")
                            .build()));

    static final Form REQUEST = Extensions.ofDialogues(prompt())
            .field("stream", FLAG)
            .field("max_output_tokens", WHOLE)
            .field("temperature", NUMBER)
            .field("top_p", NUMBER)
            .field("user", TEXT)
            .field("include", Neutral.empty("nothing else is in a response"))
            .field("top_logprobs", Neutral.only(0))
            .withoutEffect("store", "metadata", "service_tier", "safety_identifier", "prompt_cache_key")
            .withoutEffect("prompt_cache_retention", "max_tool_calls", "stream_options")
            .build();

    static final Form COUNT = prompt().build();

    public static final RequestForm<JsonNode> RESPONSES = new RequestForm<>(REQUEST, JsonNode.class);
    public static final RequestForm<JsonNode> COUNTING = new RequestForm<>(COUNT, JsonNode.class);

    private ResponsesFields() {}

    private static Form.Builder prompt() {
        return Form.with()
                .field("model", TEXT)
                .required("input", new ListOf(ITEM, "items").orText(ResponsesFields::userMessage))
                .field("instructions", TEXT)
                .field(Extensions.IMAGE_ORDER, TEXT)
                .field(
                        "text",
                        Form.with()
                                .field("format", FORMAT)
                                .field("verbosity", Neutral.only("medium"))
                                .build())
                .field("tools", new ListOf(ToolFields.FLAT_TOOL, "tools"))
                .field("tool_choice", ToolFields.FLAT_CHOICE)
                .field("parallel_tool_calls", FLAG)
                .field(
                        "reasoning",
                        Form.with()
                                .field("effort", Neutral.only("none"))
                                .withoutEffect("summary", "generate_summary")
                                .build())
                .field("truncation", Neutral.only("disabled"))
                .field("background", Neutral.only(false))
                .field("previous_response_id", Neutral.absent(STATELESS))
                .field("conversation", Neutral.absent(STATELESS))
                .field("prompt", Neutral.absent("the server keeps no prompts"))
                .field("context_management", Neutral.empty("the server never edits a conversation"));
    }

    private static JsonNode textPart(JsonNode text) {
        return JsonNodeFactory.instance.objectNode().put("type", "input_text").set("text", text);
    }

    private static JsonNode userMessage(JsonNode text) {
        JsonNode parts = JsonNodeFactory.instance.arrayNode().add(textPart(text));
        return JsonNodeFactory.instance.objectNode().put("role", "user").set("content", parts);
    }
}
