package io.github.qwenvl4j.server.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.Optional;
import java.util.function.Consumer;

/** The rule for a value of a request. It is not applied to null, which is the same as an absent field. Immutable. */
interface FieldRule {

    /** Accepts any value, which has no effect on the answer. */
    FieldRule WITHOUT_EFFECT = (place, value, unknown) -> Optional.empty();

    /**
     * Checks the value and returns it for the request's record; empty if it has no effect.
     *
     * @param place path of the value in the request, such as {@code messages[0].role}
     * @param unknown receives the paths of unknown fields
     * @throws ApiException 400, with the path
     */
    Optional<JsonNode> read(String place, JsonNode value, Consumer<String> unknown);
}
