package io.github.qwenvl4j.server.chat;

/** The client has hung up: there is nobody to answer. */
public final class CallerGoneException extends RuntimeException {

    public CallerGoneException() {
        super("the client has hung up");
    }
}
