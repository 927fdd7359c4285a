package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import java.io.ByteArrayOutputStream;

/** A request body as it arrives, and its memory reservation until it is closed. Thread-safe. */
final class Body implements AutoCloseable {

    private final Shares memory;
    private final String client;
    private final int maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean closed;

    Body(Shares memory, String client, int maxBytes) {
        this.memory = memory;
        this.client = client;
        this.maxBytes = maxBytes;
    }

    /** @throws ApiException 413, 429 */
    synchronized void add(byte[] buffer, int count) {
        if (closed) {
            return; // cancelled in the meantime
        }
        if (bytes.size() + count > maxBytes) {
            throw tooLarge(maxBytes);
        }
        if (!memory.take(client, count)) {
            throw ApiException.busy("too many large requests are waiting");
        }
        bytes.write(buffer, 0, count);
    }

    static ApiException tooLarge(int maxBytes) {
        return ApiException.of(413, "invalid_request_error", "the request has more than %d bytes".formatted(maxBytes));
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            memory.giveBack(client, bytes.size());
        }
    }
}
