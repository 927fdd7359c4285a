package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The models that are served. */
public record ModelList(String object, List<Model> data) {

    /** What every model can do. */
    private static final List<String> ALWAYS = List.of("completion", "vision");

    /**
     * @param created when the server first loaded it, in seconds since 1970; 0 before
     * @param maxModelLen most tokens of prompt and answer together, as vLLM calls it; unknown before it was loaded
     * @param contextLength the same, as other clients call it
     * @param capabilities unknown before it was loaded
     * @param status unloaded, loading, loaded, unloading or failed
     * @param parent of an adapter: the model that it changes, as vLLM calls it
     */
    public record Model(
            String id,
            String object,
            long created,
            String ownedBy,
            OptionalInt maxModelLen,
            OptionalInt contextLength,
            Optional<List<String>> capabilities,
            String status,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> parent) {

        /** @param tools whether it was trained to call tools */
        public static Model known(String id, long created, int positions, boolean tools, String status) {
            return new Model(
                    id,
                    "model",
                    created,
                    "qwenvl4j",
                    OptionalInt.of(positions),
                    OptionalInt.of(positions),
                    Optional.of(ModelList.capabilities(tools)),
                    status,
                    Optional.empty());
        }

        /** One that was not loaded yet. */
        public static Model unknown(String id, String status) {
            return new Model(
                    id,
                    "model",
                    0,
                    "qwenvl4j",
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    Optional.empty(),
                    status,
                    Optional.empty());
        }

        public Model withParent(Optional<String> value) {
            return new Model(id, object, created, ownedBy, maxModelLen, contextLength, capabilities, status, value);
        }
    }

    /** What a model can do, as Ollama's and other clients read it. @param tools whether it was trained to call tools */
    public static List<String> capabilities(boolean tools) {
        return tools ? List.of("completion", "vision", "tools") : ALWAYS;
    }

    public static ModelList of(List<Model> models) {
        return new ModelList("list", models);
    }
}
