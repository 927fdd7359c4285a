package io.github.qwenvl4j.server.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.prompt.ToolCall;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A chat request in the making, from the checked request of another API. */
final class ChatNode {

    private final JsonNode given;
    private final ObjectNode chat = JsonNodeFactory.instance.objectNode();

    /** @param given the other request */
    ChatNode(JsonNode given) {
        this.given = given;
    }

    /** Takes fields over that mean the same. @param names by the names in the chat request */
    ChatNode take(Map<String, String> names) {
        names.forEach((name, theirs) -> put(name, given.at("/" + theirs.replace('.', '/'))));
        return this;
    }

    /** Sets a field, if there is a value. */
    ChatNode put(String name, JsonNode value) {
        if (!value.isMissingNode()) {
            chat.set(name, value);
        }
        return this;
    }

    ChatNode messages(List<ObjectNode> messages) {
        chat.putArray("messages").addAll(messages);
        return this;
    }

    /** Sets the tools. @param functions name, description and parameters of each */
    ChatNode tools(Stream<JsonNode> functions) {
        ArrayNode tools = chat.putArray("tools");
        functions.forEach(function -> tools.addObject().put("type", "function").set("function", function));
        return this;
    }

    /** Says whether tools must be called. @param name of the only one that may be; absent: all may */
    ChatNode toolChoice(String type, Optional<String> name) {
        ObjectNode choice = chat.putObject("tool_choice").put("type", type);
        name.ifPresent(given -> choice.putObject("function").put("name", given));
        return this;
    }

    ChatRequest request() {
        return Json.bind(chat, ChatRequest.class);
    }

    static ObjectNode message(String role, List<ObjectNode> parts) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", role);
        ArrayNode content = message.putArray("content");
        content.addAll(parts);
        return message;
    }

    /** A call that the assistant has made. @param arguments a JSON object as text */
    static void call(ObjectNode message, String id, String name, String arguments) {
        message.withArray("tool_calls")
                .addObject()
                .put("id", id)
                .putObject("function")
                .put("name", name)
                .put("arguments", arguments);
    }

    /** As models write JSON. @param arguments an object */
    static String written(String name, JsonNode arguments) {
        return ToolCall.of(name, Json.values(arguments)).arguments();
    }

    static ObjectNode text(String text) {
        return JsonNodeFactory.instance.objectNode().put("type", "text").put("text", text);
    }

    /** @param url a data URL or an address */
    static ObjectNode picture(String url) {
        ObjectNode part = JsonNodeFactory.instance.objectNode().put("type", "image_url");
        part.putObject("image_url").put("url", url);
        return part;
    }
}
