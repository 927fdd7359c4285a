package io.github.qwenvl4j.server.http;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.Stream;

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
    private final Map<String, Path> adapters = new LinkedHashMap<>(); // folders by names
    private KeepAlive keepAlive;
    private Optional<Future<?>> farewell = Optional.empty(); // looks whether it has rested long enough
    private int users;
    private int expected; // requests that wait for it
    private long usedNanos; // since it was loaded, used, or could not be loaded

    ModelSlot(ModelSource source, KeepAlive keepAlive) {
        this.source = source;
        this.adapters.putAll(source.adapters());
        this.keepAlive = keepAlive;
    }

    ModelSource source() {
        return source;
    }

    /** Of the model and its adapters, as far as that is known. */
    long bytes() {
        return source.bytesWith(adapters);
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
        failure = Optional.empty();
        usedNanos = System.nanoTime();
    }

    void failed(Throwable cause) {
        state = State.FAILED;
        usedNanos = System.nanoTime();
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

    /** Of the model and its adapters. */
    Stream<String> names() {
        return Stream.concat(Stream.of(source.name()), adapters.keySet().stream());
    }

    /** The folders of its adapters by their names. */
    Map<String, Path> adapters() {
        return adapters;
    }

    /** The model in memory as one of its names calls it. */
    Served served(String name) {
        return served.orElseThrow().called(name);
    }

    List<ModelView> views() {
        return names().map(this::view).toList();
    }

    ModelView view(String name) {
        Optional<ModelView.Facts> own = adapters.containsKey(name)
                ? served.map(base -> base.called(name).facts())
                : facts;
        return new ModelView(name, source, state, own, leaves());
    }

    Optional<Throwable> failure() {
        return failure;
    }

    void use(int more) {
        users += more;
        usedNanos = System.nanoTime();
    }

    void expect(int more) {
        expected += more;
    }

    /** Whether it is in memory and no request uses it or waits for it. */
    boolean idle() {
        return state == State.LOADED && users == 0 && expected == 0;
    }

    /** Nanoseconds since its last use. */
    long restedNanos() {
        return System.nanoTime() - usedNanos;
    }

    void keep(KeepAlive value) {
        keepAlive = value;
    }

    /** How long it may rest from now on; absent while it is used, and where it stays. */
    Optional<Duration> mayRest() {
        return idle() ? keepAlive.time() : Optional.empty();
    }

    /** Whether it has rested so long that it must leave. */
    boolean rested() {
        return mayRest().filter(time -> restedNanos() >= time.toNanos()).isPresent();
    }

    /** When it leaves unless it is used before; absent where it stays. */
    private Optional<Instant> leaves() {
        return keepAlive.time().map(time -> Instant.now().plus(users > 0 ? time : time.minusNanos(restedNanos())));
    }

    /** @param next takes the place of the one before */
    void farewell(Future<?> next) {
        farewell.ifPresent(before -> before.cancel(false));
        farewell = Optional.of(next);
    }
}
