package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Work that blocks, done on a thread of its own for as long as its caller waits for it. */
final class Interruptible {

    private static final long CHECK_MILLIS = 50;

    private Interruptible() {}

    /**
     * @throws ApiException 504 after the deadline
     * @throws CallerGoneException if the client has disconnected; the work is interrupted then
     */
    static <T> T run(Caller caller, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = new Thread(task, "decision");
        thread.setDaemon(true);
        thread.start();
        try {
            while (!task.isDone()) {
                caller.check();
                waitFor(task);
            }
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("the server is stopping");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof QwenVlException known
                    ? known
                    : new IllegalStateException("deciding", e.getCause());
        } finally {
            task.cancel(true);
        }
    }

    private static void waitFor(FutureTask<?> task) throws InterruptedException, ExecutionException {
        try {
            task.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return; // the caller is looked at again
        }
    }
}
