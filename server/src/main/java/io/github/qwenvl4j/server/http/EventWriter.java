package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.api.NamedEvent;
import io.github.qwenvl4j.server.chat.CallerGoneException;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A streamed reply: server-sent events or lines of JSON. Each piece is flushed to the client before the call returns.
 * The reply starts with the first piece, so that an earlier error can still set the status. Not thread-safe.
 */
final class EventWriter {

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** The framing of pieces. */
    enum Framing {
        EVENTS("text/event-stream; charset=utf-8", "data: ", "\n\n"),
        LINES("application/x-ndjson", "", "\n");

        private final String contentType;
        private final String before;
        private final String after;

        Framing(String contentType, String before, String after) {
            this.contentType = contentType;
            this.before = before;
            this.after = after;
        }
    }

    private final Context context;
    private final Framing framing;
    private int sent;
    private long lastWrite = System.nanoTime();

    EventWriter(Context context, Framing framing) {
        this.context = context;
        this.framing = framing;
    }

    boolean begun() {
        return sent > 0;
    }

    /** Number of pieces flushed to the client. */
    int sent() {
        return sent;
    }

    void send(Object piece) {
        if (piece instanceof NamedEvent event) {
            write("event: " + event.name() + "\n" + framing.before, Json.write(event.data()), framing.after);
            return;
        }
        write(framing.before, Json.write(piece), framing.after);
    }

    /** Writes the end marker after the last event. */
    void done() {
        write(framing.before, "[DONE]".getBytes(StandardCharsets.UTF_8), framing.after);
    }

    /** Whether it is time to send a keep-alive. */
    boolean quiet() {
        return System.nanoTime() - lastWrite > QUIET_NANOS;
    }

    /** Sends an empty event, which clients ignore. */
    void comment() {
        write(": ", new byte[0], "\n\n");
    }

    private void write(String before, byte[] piece, String after) {
        if (!begun()) {
            begin();
        }
        sent++;
        ByteArrayOutputStream framed = new ByteArrayOutputStream(before.length() + piece.length + after.length());
        framed.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
        framed.writeBytes(piece);
        framed.writeBytes(after.getBytes(StandardCharsets.US_ASCII));
        try {
            // Not context.outputStream(): it may compress, and its flush() does nothing.
            OutputStream out = context.res().getOutputStream();
            framed.writeTo(out);
            out.flush();
            lastWrite = System.nanoTime();
        } catch (IOException e) {
            throw new CallerGoneException();
        }
    }

    private void begin() {
        context.status(200);
        context.res().setContentType(framing.contentType);
        context.header("Cache-Control", "no-store, no-transform"); // a compressing proxy would buffer pieces
        context.header("X-Accel-Buffering", "no"); // nginx: do not buffer
    }
}
