package io.github.qwenvl4j.server.fields;

import static io.github.qwenvl4j.server.fields.Plain.FLAG;
import static io.github.qwenvl4j.server.fields.Plain.NUMBER;
import static io.github.qwenvl4j.server.fields.Plain.OBJECT;
import static io.github.qwenvl4j.server.fields.Plain.OBJECT_OR_TEXT;
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

    private static final String NO_FUNCTIONS = "use tools";
    private static final String NO_GRAMMAR =
            "grammars are not supported: use a JSON Schema, a regular expression or choices";

    private static final Form IMAGE_URL = Form.with()
            .required("url", TEXT)
            .field("min_pixels", WHOLE)
            .field("max_pixels", WHOLE)
            .withoutEffect("detail")
            .build();

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
                    .build(),
            "video",
            Form.with()
                    .required("type", TEXT)
                    .required("video", new ListOf(TEXT, "the URLs of its frames"))
                    .required("fps", NUMBER)
                    .withoutEffect("cache_control", "uuid")
                    .build()));

    /**
     * Clients send the fields of this server's messages, and those that OpenAI's message objects add, back in the next
     * request.
     */
    static final Form MESSAGE = Form.with()
            .required("role", TEXT)
            .field("content", new ListOf(PART, "parts").orText(ChatFields::textPart))
            .field("tool_calls", new ListOf(ToolFields.CALL, "calls"))
            .field("tool_call_id", TEXT)
            .field("function_call", Neutral.absent(NO_FUNCTIONS))
            .field("audio", Neutral.absent("audio is not supported"))
            .field("refusal", Neutral.empty("put the assistant's text into content"))
            .field("prefix", FLAG)
            .field("partial", FLAG)
            .withoutEffect(
                    "name", "annotations", "grounding", "reasoning", "reasoning_content", "cache_control", "uuid")
            .build();

    private static final Form STREAM_OPTIONS = Form.with()
            .field("include_usage", FLAG)
            .withoutEffect("include_obfuscation", "continuous_usage_stats")
            .build();

    private static final FormByType RESPONSE_FORMAT = new FormByType(Map.of(
            "text", Form.with().required("type", TEXT).build(),
            "json_object",
                    Form.with().required("type", TEXT).field("schema", OBJECT).build(),
            "json_schema",
                    Form.with()
                            .required("type", TEXT)
                            .required(
                                    "json_schema",
                                    Form.with()
                                            .required("schema", OBJECT)
                                            .withoutEffect("name", "description", "strict")
                                            .build())
                            .build()));
    private static final Form STRUCTURED_OUTPUTS = Form.with()
            .field("json", OBJECT_OR_TEXT)
            .field("regex", TEXT)
            .field("choice", new ListOf(TEXT, "strings"))
            .field("json_object", FLAG)
            .field("grammar", Neutral.absent(NO_GRAMMAR))
            .field("structural_tag", Neutral.absent(NO_GRAMMAR))
            .withoutEffect("disable_fallback", "disable_any_whitespace", "disable_additional_properties")
            .build();

    static final Form REQUEST = elsewhere(Extensions.ofDialogues(structure(sampling(messages(Form.with())
                    .field("max_completion_tokens", WHOLE)
                    .field("logprobs", FLAG)
                    .field("top_logprobs", WHOLE)))))
            .field("functions", Neutral.empty(NO_FUNCTIONS))
            .field("function_call", Neutral.only("none", "auto"))
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

    /** The dialogue. */
    static Form.Builder messages(Form.Builder form) {
        return turn(form.required("messages", new ListOf(MESSAGE, "messages")));
    }

    /** The dialogue, where something else may stand in its place. */
    static Form.Builder optionalMessages(Form.Builder form) {
        return turn(form.field("messages", new ListOf(MESSAGE, "messages")));
    }

    private static Form.Builder turn(Form.Builder form) {
        return form.field(Extensions.IMAGE_ORDER, TEXT)
                .field("tools", new ListOf(ToolFields.TOOL, "tools"))
                .field("tool_choice", ToolFields.CHOICE)
                .field("parallel_tool_calls", FLAG)
                .field("continue_final_message", FLAG)
                .field("add_generation_prompt", FLAG)
                .field("chat_template", Neutral.absent("the server always uses the checkpoint's template"))
                .field("chat_template_kwargs", Neutral.empty("the server always uses the checkpoint's template"));
    }

    /** How many answers there are, how they are chosen, and where they end. */
    static Form.Builder sampling(Form.Builder form) {
        return form.field("model", TEXT)
                .field("stream", FLAG)
                .field("stream_options", STREAM_OPTIONS)
                .field("n", WHOLE)
                .field("seed", SEED)
                .field("temperature", NUMBER)
                .field("top_p", NUMBER)
                .field("max_tokens", WHOLE)
                .field("stop", new ListOf(TEXT, "strings").orText(UnaryOperator.identity()))
                .field("presence_penalty", NUMBER)
                .field("frequency_penalty", NUMBER)
                .field("logit_bias", new MapOf(NUMBER, "numbers"))
                .field("user", TEXT)
                .field("top_k", WHOLE)
                .field("min_p", NUMBER)
                .field("repetition_penalty", NUMBER)
                .field("stop_token_ids", new ListOf(WHOLE, "token ids"))
                .field("min_tokens", WHOLE)
                .field("ignore_eos", FLAG);
    }

    /** What form answers have. */
    static Form.Builder structure(Form.Builder form) {
        return form.field("response_format", RESPONSE_FORMAT)
                .field("guided_json", OBJECT_OR_TEXT)
                .field("guided_regex", TEXT)
                .field("guided_choice", new ListOf(TEXT, "strings"))
                .field("guided_grammar", Neutral.absent(NO_GRAMMAR))
                .field("structured_outputs", STRUCTURED_OUTPUTS)
                .withoutEffect("guided_decoding_backend", "guided_whitespace_pattern");
    }

    /** Fields that other servers of open models add. */
    private static Form.Builder elsewhere(Form.Builder form) {
        return form.field("typical_p", Neutral.only(1))
                .field("length_penalty", Neutral.only(1))
                .field("best_of", Neutral.only(1))
                .field("use_beam_search", Neutral.only(false))
                .field("echo", Neutral.only(false))
                .withoutEffect("priority", "cache_salt", "request_id", "cache_prompt");
    }

    static JsonNode textPart(JsonNode text) {
        return JsonNodeFactory.instance.objectNode().put("type", "text").set("text", text);
    }

    private static boolean textAlone(JsonNode modalities) {
        return modalities.isArray()
                && modalities.size() == 1
                && "text".equals(modalities.get(0).textValue());
    }
}
