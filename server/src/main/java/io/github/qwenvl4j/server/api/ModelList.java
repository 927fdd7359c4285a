package io.github.qwenvl4j.server.api;

import java.util.List;

/** The models that are served. */
public record ModelList(String object, List<Model> data) {

    /** @param created when the server loaded it, in seconds since 1970 */
    public record Model(String id, String object, long created, String ownedBy) {}

    public static ModelList of(String id, long created) {
        return new ModelList("list", List.of(new Model(id, "model", created, "qwenvl4j")));
    }
}
