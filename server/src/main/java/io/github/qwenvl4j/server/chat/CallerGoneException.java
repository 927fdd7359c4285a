package io.github.qwenvl4j.server.chat;

/** The client has disconnected. */
public final class CallerGoneException extends RuntimeException {

    public CallerGoneException() {
        super("the client has hung up");
    }
}
