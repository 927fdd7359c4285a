package io.github.qwenvl4j.server.reply;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.fields.Extensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Converts Anthropic's requests to chat requests. */
public final class MessagesRequests {

    private static final Map<String, String> NAMES = Map.ofEntries(
            entry("model", "model"),
            entry("max_tokens", "max_tokens"),
            entry("stop", "stop_sequences"),
            entry("stream", "stream"),
            entry("temperature", "temperature"),
            entry("top_p", "top_p"),
            entry("top_k", "top_k"),
            entry("user", "metadata.user_id"),
            entry("guided_json", "output_format.schema"));
    private static final Map<String, String> NEWER_NAMES = Map.of("guided_json", "output_config.format.schema");

    /** Of Anthropic's ways to choose tools, those with other names in a chat request. */
    private static final Map<String, String> CHOICES = Map.of("any", "required", "tool", "function");

    private MessagesRequests() {}

    public static ChatRequest of(JsonNode given) {
        List<ObjectNode> messages = new ArrayList<>();
        given.path("messages").forEach(said -> messages.add(said(said)));
        // Behind the others, so that these keep their numbers in messages about errors.
        if (!given.path("system").isEmpty()) {
            messages.add(message("system", given.path("system")));
        }
        ChatNode chat = new ChatNode(given)
                .take(NAMES)
                .take(NEWER_NAMES)
                .take(Extensions.names(""))
                .messages(messages)
                .tools(tools(given));
        if (given.has("tool_choice")) {
            choose(chat, given.path("tool_choice"));
        }
        return chat.request();
    }

    private static Stream<JsonNode> tools(JsonNode given) {
        return StreamSupport.stream(given.path("tools").spliterator(), false).map(tool -> {
            ObjectNode function = JsonNodeFactory.instance.objectNode();
            function.set("name", tool.path("name"));
            if (tool.has("description")) {
                function.set("description", tool.path("description"));
            }
            return function.set("parameters", tool.path("input_schema"));
        });
    }

    private static void choose(ChatNode chat, JsonNode choice) {
        String type = choice.path("type").textValue();
        chat.toolChoice(
                CHOICES.getOrDefault(type, type),
                Optional.ofNullable(choice.path("name").textValue()));
        if (choice.has("disable_parallel_tool_use")) {
            chat.put(
                    "parallel_tool_calls",
                    BooleanNode.valueOf(
                            !choice.path("disable_parallel_tool_use").booleanValue()));
        }
    }

    /** Calls stand among the parts of a message; in a chat request they follow them. */
    private static ObjectNode said(JsonNode said) {
        ObjectNode message = message(said.path("role").textValue(), said.path("content"));
        for (JsonNode block : said.path("content")) {
            if (isCall(block)) {
                String name = block.path("name").textValue();
                ChatNode.call(message, block.path("id").textValue(), name, ChatNode.written(name, block.path("input")));
            }
        }
        return message;
    }

    private static boolean isCall(JsonNode block) {
        return block.path("type").asText().equals("tool_use");
    }

    /** An error about a field of the chat request, with the name that the field has in Anthropic's. */
    public static ApiException renamed(ApiException refusal) {
        return refusal.renamed(NAMES)
                .renamed(place -> place.replaceFirst("\\.image_url\\.url$", ".source")
                        .replaceFirst("\\.tool_call_id$", ".tool_use_id")
                        .replaceFirst("\\.tool_calls$", ".content")
                        .replaceFirst("^(tools\\[\\d+])\\.function", "$1"));
    }

    private static ObjectNode message(String role, JsonNode blocks) {
        return ChatNode.message(
                role,
                StreamSupport.stream(blocks.spliterator(), false)
                        .filter(block -> !isCall(block))
                        .map(MessagesRequests::part)
                        .toList());
    }

    private static ObjectNode part(JsonNode block) {
        if (block.has("tool_use_id")) {
            ObjectNode result = message("tool", block.path("content"));
            result.remove("role");
            return result.put("type", "tool_result")
                    .put("call_id", block.path("tool_use_id").textValue());
        }
        JsonNode source = block.path("source");
        if (source.isMissingNode()) {
            return ChatNode.text(block.path("text").textValue());
        }
        // The declared type does not matter: the bytes decide.
        return ChatNode.picture(
                source.has("url")
                        ? source.path("url").textValue()
                        : "data:image/png;base64," + source.path("data").textValue());
    }
}
