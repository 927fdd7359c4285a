package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.QwenVl;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generates many answers at once on a thread of its own. Owners take turns; an answer that fails, is cancelled or runs out
 * of time makes room at the next step and touches no other. Thread-safe.
 */
public final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final EngineLimits limits;
    private final Consumer<StepReport> observer;
    private final SessionPool sessions;
    private final Batch batch;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final FairQueue queue;
    private boolean accepting = true;
    private boolean stopping;

    private volatile int active;
    private volatile long sessionBytes;

    /** @param observer told of every step, on the model's thread */
    public Engine(QwenVl model, EngineLimits limits, Consumer<StepReport> observer) {
        this.limits = limits;
        this.observer = observer;
        this.sessions = new SessionPool(model, limits.sessionBytes());
        this.batch = new Batch(model, sessions, limits.promptRows());
        this.queue = new FairQueue(limits.queue());
        this.thread = new Thread(this::run, "model");
        this.thread.setDaemon(true); // a program that forgets to close its model still ends
        this.thread.start();
    }

    /**
     * Puts answers of one owner into the queue, all or none.
     *
     * @throws QueueFullException when the owner has too many waiting
     * @throws RejectedExecutionException when no more are taken
     */
    public List<Ticket> submit(List<AnswerRequest> requests) {
        List<Ticket> tickets = requests.stream().map(Ticket::new).toList();
        lock.lock();
        try {
            if (!accepting) {
                throw new RejectedExecutionException("no more answers are taken");
            }
            queue.addAll(tickets);
            requests.forEach(request -> request.prompt().use());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return tickets;
    }

    /** Answers that wait for a place. */
    public int queued() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Answers that are being computed. */
    public int active() {
        return active;
    }

    /** Native memory of keys and values. */
    public long sessionBytes() {
        return sessionBytes;
    }

    /** Takes no more answers and waits until all are complete or the time is up. */
    public void drain(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            accepting = false;
            while ((active > 0 || !queue.isEmpty()) && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends all answers that are not complete and frees the sessions. */
    @Override
    public void close() {
        lock.lock();
        try {
            accepting = false;
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (SessionPool owned = sessions) {
            while (awaitWork()) {
                runStep();
            }
            batch.failAll(new RejectedExecutionException("the server is stopping"));
        }
    }

    private void runStep() {
        try {
            batch.dropOver();
            observer.accept(batch.step());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("a step failed", e);
            batch.failAll(e);
        }
        sessionBytes = sessions.bytes();
    }

    /** Admits what there is room for; waits while there is nothing to compute. False when it is time to stop. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (true) {
                queue.removeOver().forEach(Ticket::drop);
                admit();
                active = batch.size();
                changed.signalAll();
                if (stopping) {
                    queue.removeAll()
                            .forEach(ticket -> ticket.fail(new RejectedExecutionException("the server is stopping")));
                    return false;
                }
                if (active > 0) {
                    return true;
                }
                changed.await();
            }
        } catch (InterruptedException e) {
            LOG.warn("the model thread was interrupted: it stops");
            stopping = true;
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void admit() {
        while (!queue.isEmpty()
                && batch.size() < limits.batch()
                && batch.hasRoom(queue.peek().request())) {
            batch.add(queue.remove());
        }
    }
}
