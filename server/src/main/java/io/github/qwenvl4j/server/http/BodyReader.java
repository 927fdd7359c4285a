package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.javalin.http.Context;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Reads request bodies with limits on the size of each, on the memory of all together, and on the memory of one client.
 * An arriving body occupies no thread, and only as much memory as has arrived. Thread-safe.
 */
final class BodyReader {

    private static final int BODIES_AT_ONCE = 8; // of the largest size

    private final int maxBytes;
    private final Duration patience;
    private final Shares memory;

    /** @param patience time limit for a client */
    BodyReader(int maxBytes, Duration patience) {
        this.maxBytes = maxBytes;
        this.patience = patience;
        this.memory = new Shares((long) BODIES_AT_ONCE * maxBytes, BODIES_AT_ONCE / 2L * maxBytes);
    }

    /**
     * Passes on the complete body, on one of the server's threads; its memory stays reserved until it has been
     * processed. Otherwise replies 400, 408, 413 or 429.
     *
     * @throws ApiException 413, 415 if the headers alone are reason to refuse
     */
    void read(Context context, Consumer<byte[]> use) {
        check(context);
        Executor threads = ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnector()
                .getExecutor();
        Body body = new Body(memory, Gate.client(context), maxBytes);
        context.future(() -> arrival(context, body)
                .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
                .handleAsync((complete, failure) -> used(body, failure, use), threads));
    }

    private static CompletableFuture<Void> arrival(Context context, Body body) {
        CompletableFuture<Void> complete = new CompletableFuture<>();
        try {
            ServletInputStream in = context.req().getInputStream();
            in.setReadListener(new BodyArrival(in, body, complete));
        } catch (IOException e) {
            complete.completeExceptionally(e);
        }
        return complete;
    }

    private static Void used(Body body, Throwable failure, Consumer<byte[]> use) {
        try (body) {
            if (failure != null) {
                throw refusal(failure);
            }
            use.accept(body.bytes());
            return null;
        }
    }

    private static ApiException refusal(Throwable failure) {
        if (failure instanceof ApiException refusal) {
            return refusal;
        }
        return failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException
                ? ApiException.of(408, "timeout", "the request body arrived too slowly")
                : ApiException.of(400, "invalid_request_error", "the request body is incomplete");
    }

    private void check(Context context) {
        // Ollama's clients send any content type or none. Pages of other origins, which can send plain forms, were
        // refused by the gate.
        boolean anyKind = context.path().startsWith("/api/");
        String type = context.contentType();
        if (!anyKind && (type == null || !type.split(";")[0].strip().equalsIgnoreCase("application/json"))) {
            throw ApiException.of(415, "invalid_request_error", "the content type must be application/json");
        }
        String encoding = context.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw ApiException.of(415, "invalid_request_error", "compressed request bodies are not supported");
        }
        if (context.req().getContentLengthLong() > maxBytes) {
            throw Body.tooLarge(maxBytes);
        }
    }
}
