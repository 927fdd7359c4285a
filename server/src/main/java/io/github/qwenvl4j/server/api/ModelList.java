package io.github.qwenvl4j.server.api;

import java.util.List;

/** The models that are served. */
public record ModelList(String object, List<Model> data) {

    /**
     * @param created when the server loaded it, in seconds since 1970
     * @param maxModelLen most tokens of prompt and answer together, as vLLM calls it
     * @param contextLength the same, as other clients call it
     * @param capabilities what it can do: completion, vision
     */
    public record Model(
            String id,
            String object,
            long created,
            String ownedBy,
            int maxModelLen,
            int contextLength,
            List<String> capabilities) {}

    public static ModelList of(String id, long created, int positions) {
        return new ModelList(
                "list",
                List.of(new Model(
                        id, "model", created, "qwenvl4j", positions, positions, List.of("completion", "vision"))));
    }
}
