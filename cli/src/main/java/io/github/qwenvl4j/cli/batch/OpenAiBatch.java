package io.github.qwenvl4j.cli.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.batch.output.OpenAiLines;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** Requests in the form of OpenAI's batches, {@code custom_id}, {@code url} and {@code body} a line, answered by a server. */
final class OpenAiBatch {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROUTES = "/v1/(chat/completions|completions|responses)";
    private static final int GOOD = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String server;
    private final OpenAiLines out;
    private final int atATime;
    private final Semaphore free;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private int earlierErrors;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** @param server its address, such as {@code http://127.0.0.1:8000} */
    OpenAiBatch(String server, OpenAiLines out, int atATime) {
        this.server = server;
        this.out = out;
        this.atATime = atATime;
        this.free = new Semaphore(atATime);
    }

    /** Whether a file has such requests; the first line tells. */
    static boolean reads(Path in) {
        if (!in.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl")) {
            return false;
        }
        try (JsonRecords records = JsonRecords.open(in, "")) {
            return records.next()
                    .filter(first -> first.optional("custom_id").isPresent()
                            && first.optional("body").isPresent())
                    .isPresent();
        }
    }

    /** Checks all lines. */
    static void requireValid(Path in) {
        JsonRecords.read(in, "", OpenAiBatch::checked);
    }

    private static JsonRecord checked(JsonRecord record) {
        record.text("custom_id");
        if (!record.text("url").matches(ROUTES)) {
            throw record.wrong("url", "/v1/chat/completions, /v1/completions or /v1/responses");
        }
        if (!record.optional("body").filter(JsonNode::isObject).isPresent()) {
            throw record.wrong("body", "an object");
        }
        return record;
    }

    /** Asks what has no response yet; requests under way are completed in any case. */
    void run(Path in, BooleanSupplier stop) {
        try (JsonRecords records = JsonRecords.open(in, "")) {
            Optional<JsonRecord> next = records.next();
            while (next.isPresent() && !stop.getAsBoolean() && failure.get() == null) {
                String id = next.get().text("custom_id");
                earlierErrors += out.wasError(id) ? 1 : 0;
                if (!out.has(id)) {
                    ask(next.get());
                }
                next = records.next();
            }
        } finally {
            free.acquireUninterruptibly(atATime);
        }
        if (failure.get() != null) {
            throw new QwenVlException(
                    Kind.NETWORK,
                    "a request could not be answered: " + failure.get().getMessage(),
                    failure.get());
        }
    }

    private void ask(JsonRecord record) {
        free.acquireUninterruptibly();
        ObjectNode body = record.json().get("body").deepCopy();
        body.remove("model"); // there is one
        body.remove("stream");
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + record.text("url")))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((response, problem) -> {
            try {
                if (problem == null) {
                    take(record.text("custom_id"), response);
                } else {
                    failure.compareAndSet(null, problem);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                free.release();
            }
        });
    }

    private void take(String id, HttpResponse<String> response) {
        answered.incrementAndGet();
        failed.addAndGet(response.statusCode() == GOOD ? 0 : 1);
        String number = response.headers().firstValue("X-Request-Id").orElse(id);
        out.append(id, response.statusCode(), number, json(response.body()));
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(body);
        }
    }

    int answered() {
        return answered.get();
    }

    /** Requests whose response, of an earlier run, is an error. */
    int earlierErrors() {
        return earlierErrors;
    }

    int failed() {
        return failed.get();
    }
}
