package io.github.qwenvl4j.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A hub on this machine with one model, {@code org/model}, at {@code localhost}. Large files are redirected to another host,
 * {@code 127.0.0.1}. Misbehaves on request.
 */
final class FakeHub implements AutoCloseable {

    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final ModelName NAME = ModelName.parse("org/model");
    static final String WEIGHTS = "model.safetensors";

    /** What was asked. */
    record Asked(String host, String path, String authorization, String range) {}

    final Map<String, byte[]> files = new LinkedHashMap<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<HttpHandler>> misbehaviours = new HashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    FakeHub() throws IOException {
        Random random = new Random(1);
        byte[] weights = new byte[300_000];
        random.nextBytes(weights);
        files.put("README.md", "# not needed".getBytes(StandardCharsets.UTF_8));
        files.put("config.json", "{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
        files.put("qwen.tiktoken", "IQ== 0\n".getBytes(StandardCharsets.UTF_8));
        files.put(WEIGHTS, weights);
        files.put("pytorch_model.bin", "the same again".getBytes(StandardCharsets.UTF_8));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** Settings of a user with a token, whose caches lie in {@code folder}. */
    HubSettings settings(Path folder) {
        return HubSettings.of(
                Map.of(
                        "HF_HOME", folder.resolve("hf").toString(),
                        "HF_ENDPOINT", endpoint().toString(),
                        "HF_TOKEN", "secret",
                        "MODELSCOPE_ENDPOINT", endpoint().toString(),
                        "MODELSCOPE_CACHE", folder.resolve("ms").toString()),
                folder);
    }

    /** Answers the next request for a path in another way; further calls add further requests. */
    FakeHub next(String path, HttpHandler handler) {
        misbehaviours.computeIfAbsent(path, p -> new ArrayDeque<>()).add(handler);
        return this;
    }

    /** The next requests for the weights' content. */
    FakeHub nextWeights(HttpHandler handler) {
        return next("/cdn/" + WEIGHTS, handler);
    }

    List<Asked> askedFor(String path) {
        return asked.stream().filter(request -> request.path().equals(path)).toList();
    }

    static HttpHandler status(int code, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(code, -1);
            exchange.close();
        };
    }

    /** Announces everything, sends {@code bytes} and breaks off. */
    HttpHandler breakingAfter(int bytes) {
        return exchange -> {
            byte[] content = content(exchange);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** Sends these bytes whatever was asked, with or without an announced length. */
    static HttpHandler sending(byte[] bytes, boolean announced) {
        return exchange -> {
            exchange.sendResponseHeaders(200, announced ? bytes.length : 0);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(new Asked(
                exchange.getRequestHeaders().getFirst("Host").replaceFirst(":\\d+", ""),
                path,
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                        .orElse(""),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))
                        .orElse("")));
        HttpHandler handler;
        synchronized (misbehaviours) {
            handler = Optional.ofNullable(misbehaviours.get(path))
                    .map(Queue::poll)
                    .orElse(this::serve);
        }
        handler.handle(exchange);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/api/models/org/model/revision/")) {
            sending(huggingFace().getBytes(StandardCharsets.UTF_8), true).handle(exchange);
        } else if (path.equals("/api/v1/models/org/model/repo/files")) {
            sending(modelScope().getBytes(StandardCharsets.UTF_8), true).handle(exchange);
        } else if (path.equals("/org/model/resolve/" + COMMIT + "/" + WEIGHTS)) {
            status(302, "Location", "http://127.0.0.1:" + server.getAddress().getPort() + "/cdn/" + WEIGHTS)
                    .handle(exchange);
        } else {
            sendRange(exchange, content(exchange));
        }
    }

    private byte[] content(HttpExchange exchange) {
        String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
        String name = query.contains("FilePath=")
                ? query.replaceFirst(".*FilePath=", "")
                : exchange.getRequestURI().getPath().replaceFirst(".*/", "");
        return files.get(name);
    }

    private static void sendRange(HttpExchange exchange, byte[] content) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (range != null) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
        exchange.getResponseBody().write(Arrays.copyOfRange(content, from, content.length));
        exchange.close();
    }

    private String huggingFace() {
        return files.entrySet().stream()
                .map(file -> file.getKey().equals(WEIGHTS)
                        ? "{\"rfilename\":\"%s\",\"size\":%d,\"lfs\":{\"sha256\":\"%s\"}}"
                                .formatted(file.getKey(), file.getValue().length, sha256(file.getValue()))
                        : "{\"rfilename\":\"%s\",\"size\":%d,\"blobId\":\"%s\"}"
                                .formatted(file.getKey(), file.getValue().length, gitSha1(file.getValue())))
                .collect(Collectors.joining(",", "{\"sha\":\"" + COMMIT + "\",\"siblings\":[", "]}"));
    }

    private String modelScope() {
        return files.entrySet().stream()
                .map(file -> "{\"Type\":\"blob\",\"Path\":\"%s\",\"Size\":%d,\"Sha256\":\"%s\"}"
                        .formatted(file.getKey(), file.getValue().length, sha256(file.getValue())))
                .collect(Collectors.joining(
                        ",", "{\"Code\":200,\"Data\":{\"Files\":[{\"Type\":\"tree\",\"Path\":\"assets\"},", "]}}"));
    }

    static String sha256(byte[] content) {
        return digest("SHA-256", content);
    }

    static String gitSha1(byte[] content) {
        byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, all, header.length, content.length);
        return digest("SHA-1", all);
    }

    private static String digest(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
