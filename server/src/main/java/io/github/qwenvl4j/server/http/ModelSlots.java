package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.http.ModelSlot.State;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The models of a server by their names and their use. Guarded by the lock of {@link Models}. */
record ModelSlots(List<ModelSlot> all) {

    static ModelSlots of(List<ModelSource> sources, ModelMemory memory) {
        KeepAlive usual = KeepAlive.usual(memory.keepAlive());
        return new ModelSlots(
                sources.stream().map(source -> new ModelSlot(source, usual)).toList());
    }

    ModelSlot first() {
        return all.get(0);
    }

    /** A model, or an adapter, by its exact name. */
    record Named(ModelSlot slot, String name) {}

    /** @param name empty: the first one @throws ApiException 404 */
    Named named(String name) {
        if (name.isEmpty()) {
            return new Named(first(), first().source().name());
        }
        String bare = name.replaceFirst(":latest$", ""); // as Ollama's clients write it
        return all.stream()
                .flatMap(slot ->
                        slot.names().filter(List.of(name, bare)::contains).map(exact -> new Named(slot, exact)))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        404,
                        "invalid_request_error",
                        Optional.of("model_not_found"),
                        Optional.of("model"),
                        "unknown model; this server serves "
                                + all.stream().flatMap(ModelSlot::names).collect(Collectors.joining(", "))));
    }

    /** Whether another model fits beside those in memory. @param bytes for all together */
    boolean fits(ModelSlot coming, long bytes) {
        return used() <= bytes - coming.bytes();
    }

    /** Whether those in memory fit. @param bytes for all together */
    boolean fits(long bytes) {
        return used() <= bytes;
    }

    private long used() {
        return all.stream()
                .filter(slot -> slot.served().isPresent())
                .mapToLong(ModelSlot::bytes)
                .sum();
    }

    /** The one that was not used for longest, of those after the first that no request uses. */
    Optional<ModelSlot> resting() {
        return all.stream().skip(1).filter(ModelSlot::idle).max(Comparator.comparing(ModelSlot::restedNanos));
    }

    /** The one that was not used for longest; one that is used, if all are. */
    Optional<ModelSlot> unused() {
        Comparator<ModelSlot> idle = Comparator.comparing(slot -> !slot.idle());
        return all.stream()
                .filter(slot -> slot.state() == State.LOADED)
                .min(idle.thenComparing(ModelSlot::restedNanos, Comparator.reverseOrder()));
    }
}
