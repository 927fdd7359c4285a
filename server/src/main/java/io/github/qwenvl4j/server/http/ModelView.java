package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.reply.OllamaCard;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A model of a server as it is at this moment.
 *
 * @param name in the API: of the model, or of one of its adapters
 * @param source of the model
 * @param facts what is known of it since it was first loaded
 * @param leaves when it leaves memory unless it is used before; absent where it stays
 */
record ModelView(
        String name, ModelSource source, ModelSlot.State state, Optional<Facts> facts, Optional<Instant> leaves) {

    /** What a model tells about itself once it is loaded. */
    record Facts(long created, int positions, int batch, boolean tools, OllamaCard card) {}

    /** The model that it changes, if it is an adapter. */
    Optional<String> base() {
        return Optional.of(source.name()).filter(other -> !other.equals(name));
    }

    ModelView withState(ModelSlot.State value) {
        return new ModelView(name, source, value, facts, leaves);
    }

    /** unloaded, loading, loaded, unloading or failed. */
    String status() {
        return state.name().toLowerCase(Locale.ROOT);
    }

    boolean inMemory() {
        return state == ModelSlot.State.LOADED || state == ModelSlot.State.UNLOADING;
    }
}
