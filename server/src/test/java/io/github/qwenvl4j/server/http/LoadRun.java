package io.github.qwenvl4j.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask one streamed question after another, and what they saw. */
final class LoadRun {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String address;
    private final List<String> bodies;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Queue<Long> firstTokens = new ConcurrentLinkedQueue<>();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger tokens = new AtomicInteger();
    private long nanos;

    /** @param bodies questions, asked in turn */
    LoadRun(String address, List<String> bodies) {
        this.address = address;
        this.bodies = bodies;
    }

    /** Runs so many clients, each until the time or its number of questions is up. */
    void run(int clients, long nanosAtMost, int questionsEach) throws Exception {
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            int first = i;
            ends.add(threads.submit(() -> {
                for (int k = 0; k < questionsEach && System.nanoTime() - start < nanosAtMost; k++) {
                    ask(bodies.get((first + k) % bodies.size()));
                }
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        threads.shutdown();
        nanos = System.nanoTime() - start;
    }

    private void ask(String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        long start = System.nanoTime();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                read(lines, response.statusCode(), start);
            }
        } catch (IOException | InterruptedException e) {
            errors.add(e.toString());
        }
    }

    private void read(BufferedReader lines, int status, long start) throws IOException {
        boolean first = true;
        String last = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (first && line.contains("\"delta\":{\"content\"")) {
                firstTokens.add(System.nanoTime() - start);
                first = false;
            }
            if (line.contains("\"usage\":{")) {
                JsonNode usage = JSON.readTree(line.substring(6)).at("/usage/completion_tokens");
                tokens.addAndGet(usage.asInt());
            }
            last = line.isEmpty() ? last : line;
        }
        if (status == 200 && last.equals("data: [DONE]")) {
            answers.incrementAndGet();
        } else {
            errors.add(status + " " + last);
        }
    }

    int answers() {
        return answers.get();
    }

    Queue<String> errors() {
        return errors;
    }

    double tokensPerSecond() {
        return tokens.get() / (nanos / 1e9);
    }

    /** Milliseconds to the first text, at a quantile from 0 to 1. */
    double firstTokenMillis(double quantile) {
        List<Long> sorted = firstTokens.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) (quantile * (sorted.size() - 1))) / 1e6;
    }

    @Override
    public String toString() {
        return "%d answers, %d errors, %.1f s, first text p50 %.0f ms p95 %.0f ms, %.1f tokens/s"
                .formatted(
                        answers.get(),
                        errors.size(),
                        nanos / 1e9,
                        firstTokenMillis(0.5),
                        firstTokenMillis(0.95),
                        tokensPerSecond());
    }
}
