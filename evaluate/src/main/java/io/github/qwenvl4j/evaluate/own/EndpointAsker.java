package io.github.qwenvl4j.evaluate.own;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A server with OpenAI's API, greedily. */
public final class EndpointAsker implements Asker {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_A_TIME = 8;
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final int SHOWN = 200;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final String url;
    private final Optional<String> key;
    private final String model;

    /**
     * @param url of the API, such as {@code http://127.0.0.1:8080/v1}
     * @param model its name at the server; absent: the first one that the server lists
     * @throws QwenVlException of kind NETWORK where nothing answers there
     */
    public EndpointAsker(String url, Optional<String> key, Optional<String> model) {
        this.url = url.replaceAll("/+$", "");
        this.key = key;
        this.model = model.orElseGet(this::firstModel);
    }

    /** The name of the model at the server. */
    public String model() {
        return model;
    }

    private String firstModel() {
        JsonNode first =
                send(request("/models").GET().build()).path("data").path(0).path("id");
        if (!first.isTextual()) {
            throw problem("lists no model");
        }
        return first.asText();
    }

    private JsonNode send(HttpRequest request) {
        try {
            return body(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new QwenVlException(Kind.NETWORK, url + ": nothing answers there", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QwenVlException(Kind.CANCELLED, "interrupted", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(url + path));
        } catch (IllegalArgumentException e) {
            throw new QwenVlException(url + ": is not the address of a server, such as http://127.0.0.1:8080/v1", e);
        }
        key.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    private JsonNode body(HttpResponse<String> response) {
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw problem("answered with status " + response.statusCode() + " and no JSON");
        }
        if (response.statusCode() != 200) {
            String said = body.path("error").path("message").asText(body.toString());
            throw problem("answered with status " + response.statusCode() + ": "
                    + said.substring(0, Math.min(SHOWN, said.length())));
        }
        return body;
    }

    private QwenVlException problem(String what) {
        return new QwenVlException(Kind.NETWORK, url + " " + what);
    }

    @Override
    public CompletableFuture<String> ask(String question, List<String> pictures, int maxNewTokens) {
        ObjectNode body = JSON.createObjectNode()
                .put("model", model)
                .put("temperature", 0)
                .put("max_tokens", maxNewTokens);
        ArrayNode content =
                body.putArray("messages").addObject().put("role", "user").putArray("content");
        for (String picture : pictures) {
            content.addObject().put("type", "image_url").putObject("image_url").put("url", dataUrl(picture));
        }
        content.addObject().put("type", "text").put("text", question);
        HttpRequest request = request("/chat/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).handle((response, failure) -> {
            if (failure != null) {
                throw new QwenVlException(Kind.NETWORK, url + ": the connection broke", failure);
            }
            JsonNode text =
                    body(response).path("choices").path(0).path("message").path("content");
            if (!text.isTextual()) {
                throw problem("answered without a text");
            }
            return text.asText();
        });
    }

    private static String dataUrl(String picture) {
        if (picture.matches("(?i)(?:https?|data):.*")) {
            return picture;
        }
        Path file = Path.of(picture);
        try {
            // Servers look at the bytes, not at the declared subtype.
            return "data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    @Override
    public int batch() {
        return AT_A_TIME;
    }

    @Override
    public void close() {
        // the client ends with the last connection
    }
}
