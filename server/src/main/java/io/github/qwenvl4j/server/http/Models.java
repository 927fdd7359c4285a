package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.http.ModelSlot.State;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of a server. The first is loaded at the start, the others when they are asked for; one that was not used for
 * longest makes room for another. A thread of its own loads and unloads, one model at a time. Thread-safe.
 */
final class Models {

    private static final Logger LOG = LoggerFactory.getLogger(Models.class);

    private final List<ModelSlot> slots;
    private final ModelMemory memory;
    private final Duration patience;
    private final Function<ModelSource, Served> open;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ScheduledExecutorService loader = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "loading");
        thread.setDaemon(true);
        return thread;
    });
    private int waiting;
    private boolean ready; // the first model was loaded, or could not be
    private boolean stopping;

    /** @param patience how long a request waits for its model */
    Models(List<ModelSource> sources, ModelMemory memory, Duration patience, Function<ModelSource, Served> open) {
        this.slots = sources.stream().map(ModelSlot::new).toList();
        this.memory = memory;
        this.patience = patience;
        this.open = open;
    }

    /** Loads the first model. */
    void begin() {
        locked(() -> load(first()));
        long nanos = memory.keepAlive().toNanos();
        if (nanos > 0) {
            long often = Math.max(1, nanos / 4);
            loader.scheduleWithFixedDelay(this::unloadRested, often, often, TimeUnit.NANOSECONDS);
        }
    }

    /** All models; only to be looked at. */
    List<ModelView> views() {
        return locked(() -> slots.stream().map(ModelSlot::view).toList());
    }

    /** @throws ApiException 503 until the first model was loaded, if it could not be, and while stopping */
    void requireReady() {
        locked(() -> {
            requireRunning();
            if (first().state() == State.FAILED) {
                throw ApiException.unavailable("the model could not be loaded");
            }
            if (!ready) {
                throw ApiException.unavailable("the model is being loaded");
            }
        });
    }

    /**
     * The model of a request, loaded if it is not.
     *
     * @param name empty or absent: the first one
     * @throws ApiException 404 for an unknown name, 429 when too many wait, 503 if it cannot be loaded, 504
     */
    ModelLease borrow(Optional<String> name) {
        requireReady();
        return locked(() -> {
            ModelSlot slot = slot(name.orElse(""));
            if (slot.state() != State.LOADED) {
                waitFor(slot);
            }
            slot.use(1);
            return new ModelLease(slot.served().orElseThrow(), () -> giveBack(slot));
        });
    }

    private void giveBack(ModelSlot slot) {
        locked(() -> {
            slot.use(-1);
            changed.signalAll();
        });
    }

    /** @throws ApiException 404 */
    ModelView view(String name) {
        return locked(() -> slot(name).view());
    }

    private ModelSlot slot(String name) {
        if (name.isEmpty()) {
            return first();
        }
        String bare = name.replaceFirst(":latest$", ""); // as Ollama's clients write it
        return slots.stream()
                .filter(slot -> List.of(name, bare).contains(slot.source().name()))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        404,
                        "invalid_request_error",
                        Optional.of("model_not_found"),
                        Optional.of("model"),
                        "unknown model; this server serves "
                                + slots.stream()
                                        .map(slot -> slot.source().name())
                                        .collect(Collectors.joining(", "))));
    }

    private ModelSlot first() {
        return slots.get(0);
    }

    private void waitFor(ModelSlot slot) {
        if (waiting >= memory.waiting()) {
            throw ApiException.busy("too many requests wait for models to be loaded");
        }
        waiting++;
        try {
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
            locked(() -> slot.loaded(served));
        } catch (RuntimeException | Error e) {
            LOG.error("model {} could not be loaded", slot.source().name(), e);
            locked(() -> slot.failed(e));
        }
        locked(() -> {
            ready = true;
            changed.signalAll();
        });
    }

    /** Unloads models until another one fits, those that were not used for longest first. */
    private void makeRoom(ModelSlot coming) {
        while (true) {
            Optional<ModelSlot> leaving = locked(() -> fits(coming) ? Optional.empty() : unused());
            if (leaving.isEmpty()) {
                return;
            }
            unload(leaving.get());
        }
    }

    private boolean fits(ModelSlot coming) {
        long used = slots.stream()
                .filter(slot -> slot.served().isPresent())
                .mapToLong(slot -> slot.source().bytes())
                .sum();
        return used <= memory.bytes() - coming.source().bytes();
    }

    private Optional<ModelSlot> unused() {
        Comparator<ModelSlot> idle = Comparator.comparing(slot -> !slot.idle());
        return slots.stream()
                .filter(slot -> slot.state() == State.LOADED)
                .min(idle.thenComparing(ModelSlot::restedNanos, Comparator.reverseOrder()));
    }

    private void unloadRested() {
        long most = memory.keepAlive().toNanos();
        locked(() -> slots.stream()
                        .filter(slot -> slot.idle() && slot.restedNanos() >= most)
                        .toList())
                .forEach(this::unload);
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
            return first().failure();
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
        return locked(
                () -> slots.stream().flatMap(slot -> slot.served().stream()).toList());
    }

    private void locked(Runnable body) {
        locked(() -> {
            body.run();
            return true;
        });
    }

    private <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
