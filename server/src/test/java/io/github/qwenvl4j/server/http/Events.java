package io.github.qwenvl4j.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** A stream of server-sent events, read whole. */
record Events(List<JsonNode> chunks, boolean done) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Events of(String body) {
        List<String> data = body.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
        boolean done = data.get(data.size() - 1).equals("[DONE]");
        return new Events(
                data.stream()
                        .filter(line -> !line.equals("[DONE]"))
                        .map(Events::json)
                        .toList(),
                done);
    }

    static List<JsonNode> lines(String body) {
        return body.lines().map(Events::json).toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    JsonNode first() {
        return chunks.get(0);
    }

    JsonNode last() {
        return chunks.get(chunks.size() - 1);
    }

    String text(int choice) {
        StringBuilder text = new StringBuilder();
        for (JsonNode chunk : chunks) {
            for (JsonNode each : chunk.at("/choices")) {
                if (each.at("/index").asInt() == choice) {
                    text.append(each.at("/delta/content").asText());
                }
            }
        }
        return text.toString();
    }

    List<String> finishReasons() {
        return chunks.stream()
                .map(chunk -> chunk.at("/choices/0/finish_reason"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }
}
