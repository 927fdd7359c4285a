package io.github.qwenvl4j.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A plain socket that sends a request and shows what has arrived, as soon as it has. */
final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final StringBuilder received = new StringBuilder();

    RawClient(int port) throws IOException {
        this("127.0.0.1", port);
    }

    /** @param from the address of this machine that the client has */
    RawClient(String from, int port) throws IOException {
        this.socket = new Socket("127.0.0.1", port, InetAddress.getByName(from), 0);
        this.socket.setSoTimeout(PATIENCE_MILLIS);
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return this;
    }

    RawClient post(String path, String body, String headers) throws IOException {
        socket.getOutputStream().write(request(path, body, headers));
        socket.getOutputStream().flush();
        return this;
    }

    /** @param headers beside the usual ones, each ending a line */
    static byte[] request(String path, String body, String headers) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
                        + "Content-Length: " + length + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the server has closed the connection, after the text was sent. */
    boolean closedAfterSending(String text) {
        try {
            send(text);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    boolean hasReply() throws IOException {
        return socket.getInputStream().available() > 0;
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
