package io.github.qwenvl4j.server.reply;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.fields.Extensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Converts requests for OpenAI's responses to chat requests. */
public final class ResponsesRequests {

    private static final Map<String, String> NAMES = Map.ofEntries(
            entry("model", "model"),
            entry("max_tokens", "max_output_tokens"),
            entry("stream", "stream"),
            entry("temperature", "temperature"),
            entry("top_p", "top_p"),
            entry("user", "user"),
            entry("parallel_tool_calls", "parallel_tool_calls"),
            entry("guided_json", "text.format.schema"));
    private static final Map<String, String> PLACES = Map.of("messages", "input", "response_format", "text.format");

    private ResponsesRequests() {}

    public static ChatRequest of(JsonNode given) {
        List<ObjectNode> messages = new ArrayList<>();
        given.path("input").forEach(said -> messages.add(message(said)));
        // Behind the others, so that these keep their numbers in messages about errors.
        if (given.has("instructions")) {
            messages.add(ChatNode.message(
                    "system", List.of(ChatNode.text(given.path("instructions").textValue()))));
        }
        ChatNode chat =
                new ChatNode(given).take(NAMES).take(Extensions.names("")).messages(messages);
        if (given.at("/text/format/type").asText().equals("json_object")) {
            chat.put("response_format", JsonNodeFactory.instance.objectNode().put("type", "json_object"));
        }
        chat.tools(StreamSupport.stream(given.path("tools").spliterator(), false)
                .map(tool -> ((ObjectNode) tool.deepCopy()).without("type")));
        JsonNode choice = given.path("tool_choice");
        if (!choice.isMissingNode()) {
            chat.toolChoice(
                    choice.path("type").textValue(),
                    Optional.ofNullable(choice.path("name").textValue()));
        }
        return chat.request();
    }

    /** An error about a field of the chat request, with the name that the field has here. */
    public static ApiException renamed(ApiException refusal) {
        return refusal.renamed(NAMES)
                .renamed(PLACES)
                .renamed(place -> place.replaceFirst("^messages\\[", "input[")
                        .replaceFirst("\\.image_url\\.url$", ".image_url")
                        .replaceFirst("\\.tool_call_id$", ".call_id")
                        .replaceFirst("\\.tool_calls$", "")
                        .replaceFirst("^(tools\\[\\d+])\\.function", "$1"));
    }

    private static ObjectNode message(JsonNode said) {
        switch (said.path("type").asText()) {
            case "function_call" -> {
                ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", "assistant");
                ChatNode.call(
                        message,
                        said.path("call_id").textValue(),
                        said.path("name").textValue(),
                        said.path("arguments").textValue());
                return message;
            }
            case "function_call_output" -> {
                return parts("tool", said.path("output"))
                        .put("tool_call_id", said.path("call_id").textValue());
            }
            default -> {
                return parts(said.path("role").textValue(), said.path("content"));
            }
        }
    }

    private static ObjectNode parts(String role, JsonNode parts) {
        return ChatNode.message(
                role,
                StreamSupport.stream(parts.spliterator(), false)
                        .map(ResponsesRequests::part)
                        .toList());
    }

    private static ObjectNode part(JsonNode part) {
        return part.has("image_url")
                ? ChatNode.picture(part.path("image_url").textValue())
                : ChatNode.text(part.path("text").textValue());
    }
}
