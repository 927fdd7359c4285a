package io.github.qwenvl4j.server.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A plain socket that sends a request and shows what has arrived, as soon as it has. */
final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final StringBuilder received = new StringBuilder();

    RawClient(int port) throws IOException {
        this.socket = new Socket("127.0.0.1", port);
        this.socket.setSoTimeout(PATIENCE_MILLIS);
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return this;
    }

    RawClient post(String path, String body, String headers) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
                + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    /** Reads until the text has come; all that was received so far. */
    String readUntil(String text) throws IOException {
        byte[] buffer = new byte[8192];
        while (received.indexOf(text) < 0) {
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                throw new IOException("the server closed the connection after: " + received);
            }
            received.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        }
        return received.toString();
    }

    /** Reads until the server closes the connection; all that was received. */
    String readAll() throws IOException {
        received.append(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        return received.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
