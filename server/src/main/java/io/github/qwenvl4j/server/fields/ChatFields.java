package io.github.qwenvl4j.server.fields;

import static io.github.qwenvl4j.server.fields.Plain.FLAG;
import static io.github.qwenvl4j.server.fields.Plain.NUMBER;
import static io.github.qwenvl4j.server.fields.Plain.SEED;
import static io.github.qwenvl4j.server.fields.Plain.TEXT;
import static io.github.qwenvl4j.server.fields.Plain.WHOLE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.qwenvl4j.server.api.ChatRequest;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Every field of {@code /v1/chat/completions}: OpenAI's, those of similar servers, and our extensions. */
public final class ChatFields {

    static final String NO_TOOLS = "tools are not supported";

    private static final Form IMAGE_URL =
            Form.with().required("url", TEXT).withoutEffect("detail").build();

    private static final FormByType PART = new FormByType(Map.of(
            "text",
            Form.with()
                    .required("type", TEXT)
                    .required("text", TEXT)
                    .withoutEffect("cache_control", "uuid", "annotations")
                    .build(),
            "image_url",
            Form.with()
                    .required("type", TEXT)
                    .required("image_url", IMAGE_URL)
                    .withoutEffect("cache_control", "uuid")
                    .build()));

    /**
     * Clients send the fields of this server's messages, and those that OpenAI's message objects add, back in the next
     * request.
     */
    static final Form MESSAGE = Form.with()
            .required("role", TEXT)
            .field("content", new ListOf(PART, "parts").orText(ChatFields::textPart))
            .field("tool_calls", Neutral.empty(NO_TOOLS))
            .field("function_call", Neutral.absent(NO_TOOLS))
            .field("audio", Neutral.absent("audio is not supported"))
            .field("refusal", Neutral.empty("put the assistant's text into content"))
            .field("prefix", Neutral.only(false))
            .field("partial", Neutral.only(false))
            .withoutEffect(
                    "name", "annotations", "grounding", "reasoning", "reasoning_content", "cache_control", "uuid")
            .build();

    private static final Form STREAM_OPTIONS = Form.with()
            .field("include_usage", FLAG)
            .withoutEffect("include_obfuscation", "continuous_usage_stats")
            .build();

    private static final Form RESPONSE_FORMAT =
            Form.with().required("type", Neutral.only("text")).build();

    static final Form REQUEST = tools(elsewhere(Form.with()
                    .field("model", TEXT)
                    .required("messages", new ListOf(MESSAGE, "messages"))
                    .field("stream", FLAG)
                    .field("stream_options", STREAM_OPTIONS)
                    .field("n", WHOLE)
                    .field("seed", SEED)
                    .field("temperature", NUMBER)
                    .field("top_p", NUMBER)
                    .field("max_tokens", WHOLE)
                    .field("max_completion_tokens", WHOLE)
                    .field("stop", new ListOf(TEXT, "strings").orText(UnaryOperator.identity()))
                    .field("logprobs", FLAG)
                    .field("top_logprobs", WHOLE)
                    .field("presence_penalty", NUMBER)
                    .field("frequency_penalty", NUMBER)
                    .field("response_format", RESPONSE_FORMAT)
                    .field("user", TEXT)
                    .field("top_k", WHOLE)
                    .field("min_p", NUMBER)
                    .field("repetition_penalty", NUMBER)
                    .field("strip_tags", FLAG)
                    .field("image_order", TEXT)
                    .field("beginning", TEXT)
                    .field("constrain_boxes", FLAG)))
            .field("logit_bias", Neutral.empty("logit biases are not supported"))
            .field(
                    "modalities",
                    new Neutral(ChatFields::textAlone, "must be [\"text\"]: only text output is supported"))
            .field("audio", Neutral.absent("only text output is supported"))
            .field("reasoning_effort", Neutral.only("none"))
            .field("verbosity", Neutral.only("medium"))
            .field("web_search_options", Neutral.absent("web search is not supported"))
            .withoutEffect("store", "metadata", "service_tier", "safety_identifier", "prediction")
            .withoutEffect("prompt_cache_key", "prompt_cache_retention")
            .build();

    public static final RequestForm<ChatRequest> CHAT = new RequestForm<>(REQUEST, ChatRequest.class);

    private ChatFields() {}

    private static Form.Builder tools(Form.Builder form) {
        return form.field("tools", Neutral.empty(NO_TOOLS))
                .field("tool_choice", Neutral.only("none", "auto"))
                .field("functions", Neutral.empty(NO_TOOLS))
                .field("function_call", Neutral.only("none", "auto"))
                .withoutEffect("parallel_tool_calls");
    }

    /** Fields that other servers of open models add. */
    private static Form.Builder elsewhere(Form.Builder form) {
        return form.field("typical_p", Neutral.only(1))
                .field("length_penalty", Neutral.only(1))
                .field("best_of", Neutral.only(1))
                .field("min_tokens", Neutral.only(0))
                .field("use_beam_search", Neutral.only(false))
                .field("ignore_eos", Neutral.only(false))
                .field("echo", Neutral.only(false))
                .field("continue_final_message", Neutral.only(false))
                .field("add_generation_prompt", Neutral.only(true))
                .field("stop_token_ids", Neutral.empty("use strings in stop instead"))
                .field("guided_json", Neutral.absent("structured output is not supported"))
                .field("guided_regex", Neutral.absent("structured output is not supported"))
                .field("guided_choice", Neutral.absent("structured output is not supported"))
                .field("guided_grammar", Neutral.absent("structured output is not supported"))
                .field("structured_outputs", Neutral.absent("structured output is not supported"))
                .field("chat_template", Neutral.absent("the server always uses the checkpoint's template"))
                .withoutEffect("priority", "cache_salt", "request_id", "cache_prompt");
    }

    private static JsonNode textPart(JsonNode text) {
        return JsonNodeFactory.instance.objectNode().put("type", "text").set("text", text);
    }

    private static boolean textAlone(JsonNode modalities) {
        return modalities.isArray()
                && modalities.size() == 1
                && "text".equals(modalities.get(0).textValue());
    }
}
