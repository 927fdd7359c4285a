package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.chat.CallerGoneException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A reply in pieces: server-sent events or lines of JSON. Begins with the first piece, so that an error before it still has
 * its own status. For one thread.
 */
final class EventWriter {

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How pieces are framed. */
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
    private boolean begun;
    private long lastWrite = System.nanoTime();

    EventWriter(Context context, Framing framing) {
        this.context = context;
        this.framing = framing;
    }

    boolean begun() {
        return begun;
    }

    void send(Object piece) {
        write(framing.before, Json.write(piece), framing.after);
    }

    /** The mark behind the last event. */
    void done() {
        write(framing.before, "[DONE]".getBytes(StandardCharsets.UTF_8), framing.after);
    }

    /** A comment now and then while nothing happens, so that nobody takes the connection for dead. */
    void keepAlive() {
        if (framing == Framing.EVENTS && begun && System.nanoTime() - lastWrite > QUIET_NANOS) {
            write(": ", new byte[0], "\n\n");
        }
    }

    private void write(String before, byte[] piece, String after) {
        begin();
        try {
            OutputStream out = context.outputStream();
            out.write(before.getBytes(StandardCharsets.UTF_8));
            out.write(piece);
            out.write(after.getBytes(StandardCharsets.UTF_8));
            out.flush();
            lastWrite = System.nanoTime();
        } catch (IOException e) {
            throw new CallerGoneException();
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            context.status(200);
            context.res().setContentType(framing.contentType);
            context.header("Cache-Control", "no-store");
            context.header("X-Accel-Buffering", "no"); // nginx: pass every piece on at once
        }
    }
}
