package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.http.ModelSlot.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of a server. The first is loaded at the start, the others when they are asked for; one that was not used for
 * longest makes room for another. A thread of its own loads and unloads, one model at a time. Thread-safe.
 */
final class Models {

    private static final Logger LOG = LoggerFactory.getLogger(Models.class);

    private final ModelSlots slots;
    private final ModelMemory memory;
    private final Duration patience;
    private final Function<ModelSource, Served> open;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ScheduledThreadPoolExecutor loader = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "loading");
        thread.setDaemon(true);
        return thread;
    });
    private int waiting;
    private boolean ready; // the first model was loaded, or could not be
    private boolean stopping;

    /** @param patience how long a request waits for its model */
    Models(List<ModelSource> sources, ModelMemory memory, Duration patience, Function<ModelSource, Served> open) {
        this.slots = ModelSlots.of(sources, memory);
        this.memory = memory;
        this.patience = patience;
        this.open = open;
        loader.setRemoveOnCancelPolicy(true);
        loader.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    ModelSlots slots() {
        return slots;
    }

    /** Loads the first model. */
    void begin() {
        locked(() -> load(slots.first()));
    }

    /** All models; only to be looked at. */
    List<ModelView> views() {
        return locked(() ->
                slots.all().stream().flatMap(slot -> slot.views().stream()).toList());
    }

    /** @throws ApiException 503 until the first model was loaded, if it could not be, and while stopping */
    void requireReady() {
        locked(() -> {
            requireBegun();
            if (slots.first().state() == State.FAILED) {
                throw ApiException.unavailable("the model could not be loaded");
            }
        });
    }

    /** @throws ApiException 503 until the first model was loaded or could not be, and while stopping */
    void requireBegun() {
        locked(() -> {
            requireRunning();
            if (!ready) {
                throw ApiException.unavailable("the model is being loaded");
            }
        });
    }

    /**
     * The model of a request, loaded if it is not.
     *
     * @param name empty or absent: the first one
     * @param keepAlive how long it stays behind the request; absent: as before
     * @throws ApiException 404 for an unknown name, 429 when too many wait, 503 if it cannot be loaded, 504
     */
    ModelLease borrow(Optional<String> name, Optional<KeepAlive> keepAlive) {
        requireBegun();
        return locked(() -> {
            ModelSlots.Named named = slots.named(name.orElse(""));
            ModelSlot slot = named.slot();
            if (slot.state() != State.LOADED) {
                waitFor(slot);
            }
            Served served = slot.served(named.name());
            slot.use(1);
            served.use(1);
            return new ModelLease(served, () -> giveBack(slot, served, keepAlive));
        });
    }

    private void giveBack(ModelSlot slot, Served served, Optional<KeepAlive> keepAlive) {
        locked(() -> {
            served.use(-1);
            slot.use(-1);
            keepAlive.ifPresent(slot::keep);
            rest(slot);
            changed.signalAll();
        });
    }

    /** Looks at the model again when it may have rested long enough. */
    private void rest(ModelSlot slot) {
        if (!stopping) {
            slot.mayRest()
                    .ifPresent(time -> slot.farewell(
                            loader.schedule(() -> unloadRested(slot), time.toNanos(), TimeUnit.NANOSECONDS)));
        }
    }

    /** @throws ApiException 404 */
    ModelView view(String name) {
        return locked(() -> {
            ModelSlots.Named named = slots.named(name);
            return named.slot().view(named.name());
        });
    }

    private void waitFor(ModelSlot slot) {
        if (waiting >= memory.waiting()) {
            throw ApiException.busy("too many requests wait for models to be loaded");
        }
        waiting++;
        slot.expect(1);
        try {
            if (slot.state() == State.FAILED
                    && slot.restedNanos() >= memory.pause().toNanos()) {
                load(slot);
            }
            long nanos = patience.toNanos();
            while (slot.state() != State.LOADED) {
                requireRunning();
                if (slot.state() == State.UNLOADED) {
                    load(slot);
                }
                if (slot.state() == State.FAILED) {
                    throw ApiException.unavailable("the model could not be loaded");
                }
                if (nanos <= 0) {
                    throw ApiException.timeout();
                }
                nanos = await(nanos);
            }
        } finally {
            waiting--;
            slot.expect(-1);
        }
    }

    private long await(long nanos) {
        try {
            return changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("the server is stopping");
        }
    }

    private void requireRunning() {
        if (stopping) {
            throw ApiException.unavailable("the server is stopping");
        }
    }

    private void load(ModelSlot slot) {
        slot.state(State.LOADING);
        loader.execute(() -> open(slot));
    }

    private void open(ModelSlot slot) {
        try {
            makeRoom(slot);
            Served served = open.apply(slot.source());
            served.add(locked(() -> Map.copyOf(slot.adapters())));
            locked(() -> {
                slot.loaded(served);
                rest(slot);
            });
        } catch (RuntimeException | Error e) {
            LOG.error("model {} could not be loaded", slot.source().name(), e);
            locked(() -> slot.failed(e));
        }
        locked(() -> {
            ready = true;
            changed.signalAll();
        });
    }

    /** Until another one fits, those that were not used for longest leave. */
    private void makeRoom(ModelSlot coming) {
        unloadEach(() -> slots.fits(coming, memory.bytes()) ? Optional.empty() : slots.unused());
    }

    /** After an adapter of the first model has come: others that rest leave until all fit again. */
    void fitAgain() {
        loader.execute(() -> unloadEach(() -> slots.fits(memory.bytes()) ? Optional.empty() : slots.resting()));
    }

    private void unloadEach(Supplier<Optional<ModelSlot>> leaving) {
        for (Optional<ModelSlot> next = locked(leaving); next.isPresent(); next = locked(leaving)) {
            unload(next.get());
        }
    }

    private void unloadRested(ModelSlot slot) {
        if (locked(slot::rested)) {
            unload(slot);
        }
    }

    /** New requests for the model wait from now on; those that use it may finish. */
    private void unload(ModelSlot slot) {
        Served served = locked(() -> {
            slot.state(State.UNLOADING);
            while (slot.used()) {
                requireRunning();
                await(Long.MAX_VALUE);
            }
            return slot.takeAway();
        });
        served.close();
        LOG.info("unloaded {}", slot.source().name());
        locked(() -> {
            slot.state(State.UNLOADED);
            changed.signalAll();
        });
    }

    /** Waits until the first model is loaded; throws the cause if that failed. */
    void await() {
        Optional<Throwable> failure = locked(() -> {
            while (!ready) {
                await(Long.MAX_VALUE);
            }
            return slots.first().failure();
        });
        if (failure.isPresent()) {
            throw failure.get() instanceof RuntimeException cause ? cause : new IllegalStateException(failure.get());
        }
    }

    /** Takes no more requests, waits for a model that is being loaded to be so, and returns what is in memory. */
    List<Served> stop() {
        locked(() -> {
            stopping = true;
            changed.signalAll();
        });
        loader.shutdown();
        try {
            loader.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return loaded();
    }

    /** The models in memory. */
    List<Served> loaded() {
        return locked(() ->
                slots.all().stream().flatMap(slot -> slot.served().stream()).toList());
    }

    private void locked(Runnable body) {
        locked(() -> {
            body.run();
            return true;
        });
    }

    /** Does something with the slots that nobody else sees half done. */
    <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
