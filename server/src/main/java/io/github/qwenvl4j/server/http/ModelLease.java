package io.github.qwenvl4j.server.http;

/** A model that stays in memory until this is closed. */
record ModelLease(Served served, Runnable end) implements AutoCloseable {

    @Override
    public void close() {
        end.run();
    }
}
