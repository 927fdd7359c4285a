package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loads and shrinks the pictures of requests on a fixed number of threads, which limits the number of decoded pictures
 * in memory. Thread-safe.
 */
final class Preparation implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int WAITING = 64;
    private static final long CHECK_MILLIS = 50;

    private final QwenVl model;
    private final ImageLoader loader;
    private final ThreadPoolExecutor threads;

    Preparation(QwenVl model, ImageLoader loader) {
        this.model = model;
        this.loader = loader;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "pictures");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Waits for the prompt.
     *
     * @throws ApiException 400 for a picture that cannot be used, 429 when too many wait, 504 when it takes too long
     * @throws CallerGoneException if the client disconnects
     */
    Prompt prepare(EncodedPrompt encoded, Caller caller) {
        if (encoded.pictures().isEmpty()) {
            return model.internals().prompts().place(encoded);
        }
        AtomicBoolean abandoned = new AtomicBoolean();
        CompletableFuture<Prompt> result;
        try {
            result = CompletableFuture.supplyAsync(() -> load(encoded, abandoned), threads);
        } catch (RejectedExecutionException e) {
            throw ApiException.busy("too many pictures are waiting");
        }
        try {
            return await(result, caller);
        } catch (ApiException | CallerGoneException e) {
            abandoned.set(true);
            throw e;
        }
    }

    private static Prompt await(CompletableFuture<Prompt> result, Caller caller) {
        try {
            while (!result.isDone()) {
                caller.check();
                CompletableFuture.anyOf(result, after(CHECK_MILLIS)).get();
            }
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("the server is stopping");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApiException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("preparing pictures", e.getCause());
        }
    }

    private static CompletableFuture<Void> after(long millis) {
        return new CompletableFuture<Void>().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS);
    }

    private Prompt load(EncodedPrompt encoded, AtomicBoolean abandoned) {
        AtomicInteger number = new AtomicInteger();
        return model.internals()
                .prompts()
                .place(encoded, picture -> read(picture, number.incrementAndGet(), abandoned));
    }

    private SeenPicture read(Picture picture, int number, AtomicBoolean abandoned) {
        if (abandoned.get()) {
            throw new CallerGoneException();
        }
        try {
            return model.internals().prompts().shrink(picture.read(loader));
        } catch (QwenVlException e) {
            throw ApiException.unusableImage(number, e.getMessage() + hint(e));
        } catch (OutOfMemoryError e) {
            throw ApiException.unavailable("not enough memory for image %d; retry later".formatted(number));
        }
    }

    private static String hint(QwenVlException e) {
        return e.kind() == QwenVlException.Kind.NOT_PERMITTED
                ? " (the server's operator can allow it: --remote-images, --image-host HOST[:PORT])"
                : "";
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
