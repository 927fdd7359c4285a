package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.engine.AnswerRequest;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.EventSink;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.engine.Ticket;
import io.github.qwenvl4j.model.Prompt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * An answer that nobody waits for. Threads of its own read the pictures; the model's thread collects the events; the future is
 * completed where {@link CompletableFuture} runs what is asynchronous. However it is completed, by {@link #cancel} too, the
 * answer's place becomes free.
 */
final class PendingAnswer extends CompletableFuture<Answer> {

    private static final ExecutorService READERS = readers();

    private final Deadline deadline;
    private final AnswerOptions options;
    private final Owner owner;
    private volatile Ticket ticket;

    private PendingAnswer(AnswerOptions options, Owner owner) {
        this.options = options;
        this.owner = owner;
        this.deadline = Deadline.of(options);
        whenComplete((answer, failure) -> release());
    }

    /** @param prompt reads the pictures */
    static CompletableFuture<Answer> start(Engine engine, Supplier<Prompt> prompt, AnswerOptions options, Owner owner) {
        PendingAnswer pending = new PendingAnswer(options, owner);
        READERS.execute(() -> pending.begin(engine, prompt));
        return pending;
    }

    private void begin(Engine engine, Supplier<Prompt> prompt) {
        if (isDone()) {
            return;
        }
        try {
            Collector collector = new Collector(engine, prompt.get());
            ticket = engine.submit(List.of(collector.request)).get(0);
        } catch (RuntimeException | OutOfMemoryError e) {
            fail(e);
        }
        if (isDone()) { // perhaps before there was a ticket
            release();
        }
    }

    private void release() {
        Ticket known = ticket;
        if (known != null) {
            known.cancel();
        }
    }

    private void fail(Throwable cause) {
        defaultExecutor().execute(() -> completeExceptionally(cause));
    }

    /** Called on the model's thread. */
    private final class Collector implements EventSink {

        private final AnswerRequest request;
        private final AnswerParts parts;

        Collector(Engine engine, Prompt prompt) {
            this.request = new AnswerRequest(prompt, options, owner, deadline.nanos(), this);
            this.parts = new AnswerParts(request, engine.text());
        }

        @Override
        public void accept(AnswerEvent event) {
            if (event instanceof AnswerEvent.Failed failed) {
                fail(reason(failed.cause()));
                return;
            }
            parts.take(event);
            if (parts.complete()) {
                completeAsync(parts::answer);
            }
        }

        private Throwable reason(Throwable cause) {
            boolean outOfTime =
                    cause instanceof QwenVlException known && known.kind() == QwenVlException.Kind.CANCELLED;
            return outOfTime ? parts.cancelled(deadline.message()) : parts.failure(cause);
        }
    }

    /** As many as processors, so that only so many decoded pictures are in memory. */
    private static ExecutorService readers() {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "qwenvl-pictures");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
