package io.github.qwenvl4j.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.engine.StepReport;
import io.github.qwenvl4j.image.DataUrls;
import io.github.qwenvl4j.image.ExifOrientation;
import io.github.qwenvl4j.image.ImageLimits;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A real server on a free port with the tiny model, and a plain client for it. */
final class TestServer implements AutoCloseable {

    static final ImageLoader DATA_URLS = new ImageLoader(
            new ImageLimits(25_000_000, 20_000, 20_000_000), ExifOrientation.APPLY, List.of(new DataUrls()));
    private static final ObjectMapper JSON = new ObjectMapper();

    private final QwenVlServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestServer(QwenVlServer server) {
        this.server = server;
    }

    static TestServer start() {
        return start(UnaryOperator.identity());
    }

    static TestServer start(UnaryOperator<ServerOptions> options) {
        return start(options, () -> OpenedModel.open("tiny-vl", Precision.FLOAT32));
    }

    static TestServer start(HeldModel steps) {
        return start(steps, UnaryOperator.identity());
    }

    static TestServer start(HeldModel steps, UnaryOperator<ServerOptions> options) {
        return start(options.apply(ServerOptions.local(0)), OpenOptions.defaults(), steps);
    }

    /** @param options of the model, opened in float32 */
    static TestServer startWith(OpenOptions options, Consumer<StepReport> steps) {
        return start(ServerOptions.local(0), options, steps);
    }

    private static TestServer start(ServerOptions options, OpenOptions opening, Consumer<StepReport> steps) {
        QwenVlServer server = QwenVlServer.start(
                options,
                "tiny-vl",
                () -> QwenVl.open(Fixtures.path("tiny-vl"), opening.withPrecision(Precision.FLOAT32)),
                DATA_URLS,
                steps);
        server.awaitReady();
        return new TestServer(server);
    }

    static TestServer start(UnaryOperator<ServerOptions> options, Supplier<QwenVl> model) {
        return start("tiny-vl", options, model);
    }

    static TestServer start(String name, UnaryOperator<ServerOptions> options, Supplier<QwenVl> model) {
        QwenVlServer server = QwenVlServer.start(options.apply(ServerOptions.local(0)), name, model, DATA_URLS);
        server.awaitReady();
        return new TestServer(server);
    }

    int port() {
        return server.port();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path)));
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        return send(
                headers.length == 0 ? request.build() : request.headers(headers).build());
    }

    HttpResponse<String> post(String path, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        return send(
                headers.length == 0 ? request.build() : request.headers(headers).build());
    }

    HttpResponse<String> chat(String fields) throws IOException, InterruptedException {
        return post("/v1/chat/completions", "{\"model\":\"tiny-vl\"," + fields + "}");
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    /** The value of a metric without labels. */
    double metric(String name) throws IOException, InterruptedException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    static String dataUrl(String picture) throws IOException {
        byte[] file = Files.readAllBytes(Fixtures.path("images/" + picture));
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(file);
    }

    /** One message of the user. */
    static String user(String text) {
        return "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]";
    }

    /** Rewards repetition, so that no stop token comes: an answer of the length asked for. */
    static String endless(int tokens) {
        return user("a b c") + ",\"temperature\":0,\"frequency_penalty\":-2,\"max_tokens\":" + tokens;
    }

    void closeServer() {
        server.close();
    }

    @Override
    public void close() {
        server.close();
    }
}
