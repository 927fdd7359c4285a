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

/** Every field of {@code /v1/chat/completions}: OpenAI's, those of servers like this one, and our own. */
public final class ChatFields {

    static final String NO_TOOLS = "this server calls no tools";

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

    /** What this server says of a message comes back in the next request, and so does what OpenAI's objects add to it. */
    static final Form MESSAGE = Form.with()
            .required("role", TEXT)
            .field("content", new ListOf(PART, "parts").orText(ChatFields::textPart))
            .field("tool_calls", Neutral.empty(NO_TOOLS))
            .field("function_call", Neutral.absent(NO_TOOLS))
            .field("audio", Neutral.absent("this server knows no sound"))
            .field("refusal", Neutral.empty("what the assistant said belongs into content"))
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
                    .field("stop", new ListOf(TEXT, "texts").orText(UnaryOperator.identity()))
                    .field("logprobs", FLAG)
                    .field("top_logprobs", WHOLE)
                    .field("presence_penalty", NUMBER)
                    .field("frequency_penalty", NUMBER)
                    .field("response_format", RESPONSE_FORMAT)
                    .field("user", TEXT)
                    .field("top_k", WHOLE)
                    .field("repetition_penalty", NUMBER)
                    .field("strip_tags", FLAG)
                    .field("image_order", TEXT)))
            .field("logit_bias", Neutral.empty("this server has no biases"))
            .field("modalities", new Neutral(ChatFields::textAlone, "must be [\"text\"]: answers are texts"))
            .field("audio", Neutral.absent("answers are texts"))
            .field("reasoning_effort", Neutral.only("none"))
            .field("verbosity", Neutral.only("medium"))
            .field("web_search_options", Neutral.absent("this server searches no web"))
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
        return form.field("min_p", Neutral.only(0))
                .field("typical_p", Neutral.only(1))
                .field("length_penalty", Neutral.only(1))
                .field("best_of", Neutral.only(1))
                .field("min_tokens", Neutral.only(0))
                .field("use_beam_search", Neutral.only(false))
                .field("ignore_eos", Neutral.only(false))
                .field("echo", Neutral.only(false))
                .field("continue_final_message", Neutral.only(false))
                .field("add_generation_prompt", Neutral.only(true))
                .field("stop_token_ids", Neutral.empty("give texts in stop"))
                .field("guided_json", Neutral.absent("answers cannot be held to a form"))
                .field("guided_regex", Neutral.absent("answers cannot be held to a form"))
                .field("guided_choice", Neutral.absent("answers cannot be held to a form"))
                .field("guided_grammar", Neutral.absent("answers cannot be held to a form"))
                .field("structured_outputs", Neutral.absent("answers cannot be held to a form"))
                .field("chat_template", Neutral.absent("the checkpoint's own template is used"))
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
