package io.github.qwenvl4j.server.reply;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.api.Ollama;
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
            entry("constrain_boxes", "options.constrain_boxes"),
            entry("temperature", "options.temperature"),
            entry("top_k", "options.top_k"),
            entry("top_p", "options.top_p"),
            entry("min_p", "options.min_p"),
            entry("repetition_penalty", "options.repeat_penalty"),
            entry("presence_penalty", "options.presence_penalty"),
            entry("frequency_penalty", "options.frequency_penalty"),
            entry("stop", "options.stop"),
            entry("beginning", "options.beginning"));

    private static final Map<String, String> FORMAT_NAMES =
            Map.of("guided_json", "format", "response_format", "format");

    private OllamaRequests() {}

    /** An error about a field of the chat request, with the name that the field has in Ollama's. */
    public static ApiException renamed(ApiException refusal) {
        return refusal.renamed(OPTION_NAMES).renamed(FORMAT_NAMES);
    }

    /** The model name without the tag that Ollama's clients add. */
    public static Optional<String> name(Optional<String> model) {
        return model.map(name -> name.replaceFirst(":latest$", ""));
    }

    public static ChatRequest of(Ollama.ChatRequest request) {
        List<ObjectNode> messages = request.messages().stream()
                .map(message -> message(message.role(), message.content(), message.images()))
                .toList();
        return request(request.model(), messages, request.format(), request.options());
    }

    public static ChatRequest of(Ollama.GenerateRequest request) {
        List<ObjectNode> messages = new ArrayList<>();
        request.system()
                .filter(text -> !text.isEmpty())
                .ifPresent(system -> messages.add(message("system", Optional.of(system), List.of())));
        messages.add(message("user", request.prompt(), request.images()));
        return request(request.model(), messages, request.format(), request.options());
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

    private static ChatRequest request(
            Optional<String> model, List<ObjectNode> messages, Optional<JsonNode> format, Optional<JsonNode> options) {
        ObjectNode chat = JsonNodeFactory.instance.objectNode();
        name(model).ifPresent(name -> chat.put("model", name));
        chat.putArray("messages").addAll(messages);
        options.ifPresent(given -> OPTION_NAMES.forEach((name, place) -> {
            JsonNode value = given.path(place.substring(place.indexOf('.') + 1));
            if (!value.isMissingNode()) {
                chat.set(name, value);
            }
        }));
        if (chat.path("seed").asLong() < 0) {
            chat.remove("seed"); // a random one
        }
        format.ifPresent(form -> ask(chat, form));
        return Json.bind(chat, ChatRequest.class);
    }

    private static void ask(ObjectNode chat, JsonNode form) {
        if (form.isObject()) {
            chat.set("guided_json", form);
        } else if (form.textValue().equals("json")) {
            chat.putObject("response_format").put("type", "json_object");
        }
    }
}
