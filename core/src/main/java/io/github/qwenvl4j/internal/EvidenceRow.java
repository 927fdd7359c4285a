package io.github.qwenvl4j.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.Evidence;
import io.github.qwenvl4j.grounding.Box;
import java.util.List;
import java.util.Locale;

/**
 * A field of an answer's evidence as programs read it.
 *
 * @param path a JSON pointer
 * @param value as in the answer
 * @param box x1, y1, x2, y2 in thousandths of the picture; absent where the answer names none
 */
public record EvidenceRow(
        String path,
        JsonNode value,
        double probability,
        int tokens,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> box,
        @JsonProperty("needs_review") boolean needsReview) {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final double PLACES = 1e4;

    public static List<EvidenceRow> of(Evidence evidence) {
        return evidence.fields().stream().map(EvidenceRow::of).toList();
    }

    private static EvidenceRow of(Evidence.Field field) {
        return new EvidenceRow(
                field.path(),
                value(field.json()),
                Math.round(field.probability() * PLACES) / PLACES,
                field.tokens(),
                field.box().map(EvidenceRow::corners).orElse(List.of()),
                field.needsReview());
    }

    private static JsonNode value(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e); // it was read from an answer in JSON
        }
    }

    private static List<Integer> corners(Box box) {
        return List.of(box.x1(), box.y1(), box.x2(), box.y2());
    }

    /** One line for people. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%6.1f %%  %-24s %s%s%s",
                100 * probability,
                path,
                value,
                box.isEmpty() ? "" : "  " + box,
                needsReview ? "  <- needs review" : "");
    }
}
