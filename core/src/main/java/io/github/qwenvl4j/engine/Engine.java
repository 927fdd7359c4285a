package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.model.ModelText;
import io.github.qwenvl4j.model.Prompt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Generates many answers at once on a thread of its own, the only one that computes: answers, prompts and pictures. Owners
 * take turns; an answer that fails, is cancelled or runs out of time makes room at the next step and touches no other.
 * Thread-safe.
 */
public final class Engine implements AutoCloseable {

    private static final long READERS_MILLIS = 2; // until readers who are behind are looked at again

    private final EngineModel model;
    private final EngineLimits limits;
    private volatile Consumer<StepReport> observer;
    private final SessionPool sessions;
    private final FeatureCache pictures;
    private final Batch batch;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Endings endings = new Endings();
    private final FairQueue queue;
    private final List<Object> forgotten = new ArrayList<>();
    private volatile boolean accepting = true;
    private boolean stopping;
    private boolean ended; // the model thread

    private volatile int active;
    private volatile long sessionBytes;

    /** @param observer told of every step, on the model's thread */
    public Engine(EngineModel model, EngineLimits limits, Consumer<StepReport> observer) {
        this.model = model;
        this.limits = limits;
        this.observer = observer;
        this.sessions = new SessionPool(() -> model.network().newSession(model.kvCache()), limits.sessionBytes());
        this.pictures = new FeatureCache(model.network(), model.featureBytes());
        this.batch = new Batch(model.network(), limits, sessions, pictures);
        this.queue = new FairQueue(limits.queue());
        this.thread = new Thread(this::run, "model");
        this.thread.setDaemon(true); // a program that forgets to close its model still ends
        this.thread.start();
    }

    /** What the ids and texts of answers mean. */
    public ModelText text() {
        return model.text();
    }

    /** Tells the observer of every step from now on, on the model's thread. */
    public void observe(Consumer<StepReport> steps) {
        observer = steps;
    }

    /**
     * Puts answers of one owner into the queue, all or none.
     *
     * @throws QwenVlException of kind TOO_LONG when a prompt can never be answered, QUEUE_FULL when the owner has too many
     *     waiting, CLOSED when no more are taken
     */
    public List<Ticket> submit(List<AnswerRequest> requests) {
        requireOpen();
        List<Ticket> tickets = requests.stream().map(this::ticket).toList();
        lock.lock();
        try {
            requireOpen();
            tickets.forEach(Ticket::hold);
            queue.addAll(tickets);
            changed.signalAll();
        } catch (QwenVlException e) {
            tickets.forEach(Ticket::letGo);
            throw e;
        } finally {
            lock.unlock();
        }
        return tickets;
    }

    private void requireOpen() {
        if (!accepting) {
            throw closed();
        }
    }

    private static QwenVlException closed() {
        return new QwenVlException(QwenVlException.Kind.CLOSED, "the model has been closed");
    }

    private Ticket ticket(AnswerRequest request) {
        requireIds(request.prompt());
        AnswerRequest told = request.withEvents(endings.after(request.events()));
        AnswerInProgress answer = AnswerInProgress.of(model, told);
        batch.requireFit(answer);
        return new Ticket(told, answer);
    }

    private void requireIds(Prompt prompt) {
        for (int id : prompt.ids()) {
            if (id < 0 || id >= model.network().vocabulary()) {
                throw new QwenVlException("the prompt has the id " + id + ", but the model's ids are 0 to "
                        + (model.network().vocabulary() - 1));
            }
        }
    }

    /** Ends the answers of an owner and frees what was kept for it. @param prefixes {@link Owner#prefixes} */
    public void forget(Object prefixes) {
        lock.lock();
        try {
            queue.forget(prefixes);
            forgotten.add(prefixes);
            changed.signalAll();
            while (!ended && forgotten.contains(prefixes)) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    public EngineLimits limits() {
        return limits;
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

    /** Native memory of keys and values, counted on the buffers themselves. On the model's thread. */
    long allocatedBytes() {
        return sessions.allocated();
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
        try (SessionPool owned = sessions;
                FeatureCache shown = pictures) {
            answer();
        }
    }

    /** Whatever ends this, nobody waits for an answer afterwards. */
    private void answer() {
        try {
            boolean idle = false;
            while (awaitWork(idle)) {
                idle = runStep();
            }
        } finally {
            batch.failAll(closed());
            failQueue();
        }
    }

    private void failQueue() {
        lock.lock();
        try {
            accepting = false;
            ended = true;
            queue.removeAll().forEach(ticket -> ticket.fail(closed()));
            active = 0;
            forgotten.clear();
            endings.tell();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there was nothing to compute: readers are behind. */
    private boolean runStep() {
        try {
            batch.dropOver();
            StepReport report = batch.step();
            if (report.answers() > 0) {
                observer.accept(report);
            }
            return report.idle();
        } catch (RuntimeException | OutOfMemoryError e) {
            FailureLog.logger().error("a step failed", e);
            batch.failAll(e);
            return false;
        } finally {
            sessionBytes = sessions.bytes();
            endings.tell();
        }
    }

    /** Admits what there is room for; waits while there is nothing to compute. False when it is time to stop. */
    private boolean awaitWork(boolean idle) {
        lock.lock();
        try {
            if (idle && !stopping) {
                changed.await(READERS_MILLIS, TimeUnit.MILLISECONDS);
            }
            while (true) {
                forgotten.forEach(batch::forget);
                forgotten.clear();
                queue.removeOver().forEach(Ticket::drop);
                admit();
                active = batch.size();
                endings.tell();
                changed.signalAll();
                if (stopping) {
                    return false;
                }
                if (active > 0) {
                    return true;
                }
                sessionBytes = sessions.bytes();
                changed.await();
            }
        } catch (InterruptedException e) {
            FailureLog.logger().warn("the model thread was interrupted: it stops");
            stopping = true;
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void admit() {
        while (!queue.isEmpty() && batch.hasRoom(queue.peek())) {
            batch.add(queue.remove());
        }
    }
}
