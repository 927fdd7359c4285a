package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.FramePair;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

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
     * The pictures of one request, each read when it is first asked for.
     *
     * @return throws {@link ApiException} 400 for a picture that cannot be used, 429 when too many wait, 504 when it takes too
     *     long, and {@link CallerGoneException} if the client disconnects
     */
    Function<Picture, SeenPicture> pictures(Dialogue dialogue, Caller caller) {
        Map<Picture, SeenPicture> seen = new HashMap<>();
        return picture -> seen.computeIfAbsent(
                picture,
                unseen -> wait(
                        number(unseen, dialogue),
                        caller,
                        () -> model.internals().prompts().read(unseen, each -> each.read(loader))));
    }

    /**
     * How many rows the pictures of one request take: by the headers of those that the request contains, so that none is decoded
     * for a prompt that is refused; others are fetched only once, and so read whole.
     *
     * @param pictures of the same request
     */
    PictureRows rows(Dialogue dialogue, Caller caller, Function<Picture, SeenPicture> pictures) {
        return picture -> picture.atHand()
                ? wait(
                        number(picture, dialogue),
                        caller,
                        () -> model.internals().prompts().rows(picture, loader))
                : pictures.apply(picture).rows();
    }

    /** Work on the document of a request that has no other picture; throws as {@link #pictures} does. */
    <T> T document(Caller caller, Function<ImageLoader, T> work) {
        return wait(1, caller, () -> work.apply(loader));
    }

    /** Counted from 1, in all messages. */
    private static int number(Picture picture, Dialogue dialogue) {
        List<Picture> all = dialogue.messages().stream()
                .flatMap(message -> message.pictures().stream())
                .toList();
        return 1 + all.indexOf(named(picture));
    }

    /** Two frames of a video are counted as the first. */
    private static Picture named(Picture picture) {
        return picture.frames().map(FramePair::first).orElse(picture);
    }

    private <T> T wait(int number, Caller caller, Supplier<T> read) {
        AtomicBoolean abandoned = new AtomicBoolean();
        CompletableFuture<T> result;
        try {
            result = CompletableFuture.supplyAsync(() -> read(number, read, abandoned), threads);
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

    private static <T> T await(CompletableFuture<T> result, Caller caller) {
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

    private static <T> T read(int number, Supplier<T> read, AtomicBoolean abandoned) {
        if (abandoned.get()) {
            throw new CallerGoneException();
        }
        try {
            return read.get();
        } catch (QwenVlException e) {
            throw ApiException.unusableImage(number, e.getMessage() + hint(e));
        } catch (OutOfMemoryError e) {
            throw ApiException.unavailable("not enough memory for image %d; retry later".formatted(number));
        }
    }

    private static String hint(QwenVlException e) {
        return e.kind() == QwenVlException.Kind.NOT_PERMITTED
                ? " (the server's operator can allow it: --remote-images, --image-host HOST[:PORT], --image-folder DIR)"
                : "";
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
