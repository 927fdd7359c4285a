package io.github.qwenvl4j.server.reply;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.Ollama;
import io.github.qwenvl4j.server.fields.Extensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Converts Ollama's requests to chat requests. */
public final class OllamaRequests {

    /** Names in Ollama's options of the corresponding chat request fields. */
    private static final Map<String, String> OPTION_NAMES = Map.ofEntries(
            entry("max_tokens", "options.num_predict"),
            entry("seed", "options.seed"),
            entry("temperature", "options.temperature"),
            entry("top_k", "options.top_k"),
            entry("top_p", "options.top_p"),
            entry("min_p", "options.min_p"),
            entry("repetition_penalty", "options.repeat_penalty"),
            entry("presence_penalty", "options.presence_penalty"),
            entry("frequency_penalty", "options.frequency_penalty"),
            entry("stop", "options.stop"));

    /** Of {@code num_predict}: until the context is full, where -1 is without a limit; both are the server's maximum. */
    private static final int FILLS_CONTEXT = -2;

    private static final Map<String, String> EXTENSIONS = Extensions.names("options.");

    private static final Map<String, String> FORMAT_NAMES =
            Map.of("guided_json", "format", "response_format", "format");

    private OllamaRequests() {}

    /** An error about a field of the chat request, with the name that the field has in Ollama's. */
    public static ApiException renamed(ApiException refusal) {
        return refusal.renamed(OPTION_NAMES)
                .renamed(EXTENSIONS)
                .renamed(FORMAT_NAMES)
                .renamed(place -> place.replaceFirst("\\.content\\[(\\d+)]", ".images[$1]"));
    }

    /** The model name without the tag that Ollama's clients add. */
    public static Optional<String> name(Optional<String> model) {
        return model.map(name -> name.replaceFirst(":latest$", ""));
    }

    public static ChatRequest of(Ollama.ChatRequest request) {
        List<ObjectNode> messages =
                request.messages().stream().map(OllamaRequests::message).toList();
        return request(request.model(), messages, request.format(), request.options())
                .tools(request.tools().stream().map(ChatRequest.OfferedTool::function))
                .request();
    }

    public static ChatRequest of(Ollama.GenerateRequest request) {
        List<ObjectNode> messages = new ArrayList<>();
        request.system()
                .filter(text -> !text.isEmpty())
                .ifPresent(system -> messages.add(message("system", Optional.of(system), List.of())));
        messages.add(message("user", request.prompt(), request.images()));
        return request(request.model(), messages, request.format(), request.options())
                .request();
    }

    private static ObjectNode message(Ollama.Message given) {
        ObjectNode message = message(given.role(), given.content(), given.images());
        given.toolCallId().ifPresent(id -> message.put("tool_call_id", id));
        for (Ollama.Call call : given.toolCalls()) {
            String name = call.function().name();
            String arguments = ChatNode.written(name, call.function().arguments());
            ChatNode.call(message, call.id().orElse(""), name, arguments);
        }
        return message;
    }

    private static ObjectNode message(String role, Optional<String> text, List<String> images) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", role);
        if (text.isEmpty() && images.isEmpty()) {
            return message;
        }
        ArrayNode parts = message.putArray("content");
        for (String image : images) {
            // The declared type does not matter: the bytes decide.
            String url = image.startsWith("data:") ? image : "data:image/png;base64," + image;
            parts.addObject().put("type", "image_url").putObject("image_url").put("url", url);
        }
        text.ifPresent(said -> parts.addObject().put("type", "text").put("text", said));
        return message;
    }

    private static ChatNode request(
            Optional<String> model, List<ObjectNode> messages, Optional<JsonNode> format, Optional<JsonNode> options) {
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        options.ifPresent(chosen -> given.set("options", chosen));
        ChatNode chat = new ChatNode(given).take(OPTION_NAMES).take(EXTENSIONS).messages(messages);
        name(model).ifPresent(name -> chat.put("model", TextNode.valueOf(name)));
        if (given.at("/options/seed").asLong() < 0) {
            chat.put("seed", NullNode.getInstance()); // a random one
        }
        if (given.at("/options/num_predict").asInt() == FILLS_CONTEXT) {
            chat.put("max_tokens", IntNode.valueOf(-1));
        }
        format.ifPresent(form -> ask(chat, form));
        return chat;
    }

    private static void ask(ChatNode chat, JsonNode form) {
        if (form.isObject()) {
            chat.put("guided_json", form);
        } else if (form.textValue().equals("json")) {
            chat.put("response_format", JsonNodeFactory.instance.objectNode().put("type", "json_object"));
        }
    }
}
