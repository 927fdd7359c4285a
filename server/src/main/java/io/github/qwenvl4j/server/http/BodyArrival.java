package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Receives a request body asynchronously; no thread waits for it. */
final class BodyArrival implements ReadListener {

    private static final int BUFFER = 1 << 14;

    private final ServletInputStream in;
    private final Body body;
    private final CompletableFuture<Void> complete;

    BodyArrival(ServletInputStream in, Body body, CompletableFuture<Void> complete) {
        this.in = in;
        this.body = body;
        this.complete = complete;
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] buffer = new byte[BUFFER];
        try {
            while (!complete.isDone() && in.isReady()) {
                int count = in.read(buffer);
                if (count < 0) {
                    return;
                }
                body.add(buffer, count);
            }
        } catch (ApiException refusal) {
            complete.completeExceptionally(refusal);
        }
    }

    @Override
    public void onAllDataRead() {
        complete.complete(null);
    }

    @Override
    public void onError(Throwable failure) {
        complete.completeExceptionally(failure);
    }
}
