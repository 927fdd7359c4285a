package io.github.qwenvl4j.server.http;

import java.util.Optional;

/** One of the models of a server, in memory or not. Guarded by the lock of {@link Models}. */
final class ModelSlot {

    /** What a model is doing. */
    enum State {
        UNLOADED,
        LOADING,
        LOADED,
        UNLOADING,
        FAILED
    }

    private final ModelSource source;
    private State state = State.UNLOADED;
    private Optional<Served> served = Optional.empty();
    private Optional<ModelView.Facts> facts = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();
    private int users;
    private long usedNanos;

    ModelSlot(ModelSource source) {
        this.source = source;
    }

    ModelSource source() {
        return source;
    }

    State state() {
        return state;
    }

    void state(State value) {
        state = value;
    }

    void loaded(Served value) {
        state = State.LOADED;
        served = Optional.of(value);
        facts = Optional.of(value.facts());
        usedNanos = System.nanoTime();
    }

    void failed(Throwable cause) {
        state = State.FAILED;
        failure = Optional.of(cause);
    }

    /** Takes the model away, to be closed. */
    Served takeAway() {
        Served unloaded = served.orElseThrow();
        served = Optional.empty();
        return unloaded;
    }

    boolean used() {
        return users > 0;
    }

    Optional<Served> served() {
        return served;
    }

    ModelView view() {
        return new ModelView(source, state, facts);
    }

    Optional<Throwable> failure() {
        return failure;
    }

    void use(int more) {
        users += more;
        usedNanos = System.nanoTime();
    }

    /** Whether it is in memory and no request uses it. */
    boolean idle() {
        return state == State.LOADED && users == 0;
    }

    /** Nanoseconds since its last use. */
    long restedNanos() {
        return System.nanoTime() - usedNanos;
    }
}
