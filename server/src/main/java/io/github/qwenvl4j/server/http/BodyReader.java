package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Reads request bodies, each of bounded size and all together of bounded memory. Thread-safe. */
final class BodyReader {

    private static final int BODIES_AT_ONCE = 8; // of the largest size

    private static final int BUFFER = 1 << 16;

    private final int maxBytes;
    private final long patienceNanos;
    private final Semaphore memory;

    /** @param patience a client that takes longer is cut off */
    BodyReader(int maxBytes, Duration patience) {
        this.maxBytes = maxBytes;
        this.patienceNanos = patience.toNanos();
        this.memory = new Semaphore(Math.multiplyExact(BODIES_AT_ONCE, maxBytes));
    }

    /** A body and the memory that it takes up until it is closed. */
    final class Body implements AutoCloseable {

        private final byte[] bytes;
        private final int held;

        private Body(byte[] bytes, int held) {
            this.bytes = bytes;
            this.held = held;
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public void close() {
            memory.release(held);
        }
    }

    /** @throws ApiException 400, 408, 413, 415, 429 */
    Body read(Context context) {
        check(context);
        int length = context.contentLength();
        int needed = length < 0 ? maxBytes : Math.max(1, length);
        if (!memory.tryAcquire(needed)) {
            throw ApiException.busy("too many large requests are waiting");
        }
        try {
            return new Body(read(context.bodyInputStream()), needed);
        } catch (RuntimeException | Error e) {
            memory.release(needed);
            throw e;
        }
    }

    private void check(Context context) {
        // Ollama's clients name any kind or none. Pages of other sites, which may send plain forms, were refused at the
        // gate.
        boolean anyKind = context.path().startsWith("/api/");
        String type = context.contentType();
        if (!anyKind && (type == null || !type.split(";")[0].strip().equalsIgnoreCase("application/json"))) {
            throw ApiException.of(415, "invalid_request_error", "the content type must be application/json");
        }
        String encoding = context.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw ApiException.of(415, "invalid_request_error", "compressed requests are not taken");
        }
        if (context.req().getContentLengthLong() > maxBytes) {
            throw tooLarge();
        }
    }

    private byte[] read(InputStream body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        long start = System.nanoTime();
        try {
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                bytes.write(buffer, 0, count);
                if (bytes.size() > maxBytes) {
                    throw tooLarge();
                }
                if (System.nanoTime() - start > patienceNanos) {
                    throw ApiException.of(408, "timeout", "the request came too slowly");
                }
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw ApiException.of(400, "invalid_request_error", "the request was not complete");
        }
    }

    private ApiException tooLarge() {
        return ApiException.of(413, "invalid_request_error", "the request has more than %d bytes".formatted(maxBytes));
    }
}
