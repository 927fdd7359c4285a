package io.github.qwenvl4j.server.reply;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private MessagesRequests() {}

    public static ChatRequest of(JsonNode given) {
        List<ObjectNode> messages = new ArrayList<>();
        given.path("messages")
                .forEach(said -> messages.add(message(said.path("role").textValue(), said.path("content"))));
        // Behind the others, so that these keep their numbers in messages about errors.
        if (!given.path("system").isEmpty()) {
            messages.add(message("system", given.path("system")));
        }
        return new ChatNode(given)
                .take(NAMES)
                .take(NEWER_NAMES)
                .messages(messages)
                .request();
    }

    /** An error about a field of the chat request, with the name that the field has in Anthropic's. */
    public static ApiException renamed(ApiException refusal) {
        return refusal.renamed(NAMES).renamed(place -> place.replaceFirst("\\.image_url\\.url$", ".source"));
    }

    private static ObjectNode message(String role, JsonNode blocks) {
        return ChatNode.message(
                role,
                StreamSupport.stream(blocks.spliterator(), false)
                        .map(MessagesRequests::part)
                        .toList());
    }

    private static ObjectNode part(JsonNode block) {
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
