package io.github.qwenvl4j.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model answered about a picture.
 *
 * @param text as the model wrote it, with grounding tags
 * @param value of an answer in JSON, or the chosen text
 * @param probabilities of the texts of a choice
 * @param finish why the answer ended; choice for a chosen text
 * @param promptTokens of the question with its picture
 */
public record LabelAnswer(
        String text,
        Optional<JsonNode> value,
        List<LabelBox> boxes,
        Map<String, Double> probabilities,
        String finish,
        int promptTokens,
        int newTokens) {

    public LabelAnswer {
        boxes = List.copyOf(boxes);
    }
}
