package io.github.qwenvl4j.server.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.Optional;
import java.util.function.Consumer;

/** What a value of a request must be. Null never gets here: it is the same as an absent field. Immutable. */
interface FieldRule {

    /** Known, and without effect on the answer here, whatever the value. */
    FieldRule WITHOUT_EFFECT = (place, value, unknown) -> Optional.empty();

    /**
     * The value as it is bound to the request's record; empty when it says nothing.
     *
     * @param place of the value in the request, as in {@code messages[0].role}
     * @param unknown told the places of fields that have no rule
     * @throws ApiException 400 naming the place
     */
    Optional<JsonNode> read(String place, JsonNode value, Consumer<String> unknown);
}
