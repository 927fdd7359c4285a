package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Loads, serves and closes the model. Thread-safe. */
final class Loading {

    private final CompletableFuture<Served> loaded = new CompletableFuture<>();
    private final Supplier<Served> open;
    private volatile boolean stopping;

    Loading(Supplier<Served> open) {
        this.open = open;
    }

    /** Opens the model on a new thread. */
    void begin() {
        Thread thread = new Thread(this::load, "loading");
        thread.setDaemon(true);
        thread.start();
    }

    private void load() {
        try {
            loaded.complete(open.get());
        } catch (RuntimeException | Error e) {
            loaded.completeExceptionally(e);
        }
    }

    /** @throws ApiException 503 before and after */
    Served served() {
        if (stopping) {
            throw ApiException.unavailable("the server is stopping");
        }
        if (loaded.isCompletedExceptionally()) {
            throw ApiException.unavailable("the model could not be loaded");
        }
        if (!loaded.isDone()) {
            throw ApiException.unavailable("the model is being loaded");
        }
        return loaded.join();
    }

    /** Waits until the model is loaded; throws the cause if loading failed. */
    void await() {
        try {
            loaded.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Stops serving: waits for loading to end and returns what was served, or empty if loading failed. */
    Optional<Served> stop() {
        stopping = true;
        return loaded.handle((served, failure) -> Optional.ofNullable(served)).join();
    }
}
