package io.github.qwenvl4j.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of {@code run --questions}: a question as plain text, or a JSON object with {@code question} and
 * {@code images} or {@code image}.
 *
 * @param given the first fields of the answer's row: all fields of the object
 * @param readable whether the line is valid
 */
record QuestionLine(ObjectNode given, boolean readable) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String QUESTION = "question";
    private static final String IMAGES = "images";
    private static final String IMAGE = "image";

    /** An invalid line is copied to its row; {@link #question} throws the error. */
    static QuestionLine of(String line) {
        if (line.startsWith("{")) {
            try {
                return new QuestionLine((ObjectNode) JSON.readTree(line), true);
            } catch (JsonProcessingException e) {
                return new QuestionLine(JSON.createObjectNode().put("line", line), false);
            }
        }
        return new QuestionLine(JSON.createObjectNode().put(QUESTION, line), true);
    }

    /** @throws QwenVlException if there is none */
    String question() {
        if (!readable) {
            throw new QwenVlException("the line begins with { but is not a JSON object");
        }
        JsonNode question = given.path(QUESTION);
        if (!question.isTextual() || question.asText().isEmpty()) {
            throw new QwenVlException("question is missing or is not a text");
        }
        return question.asText();
    }

    /** @throws QwenVlException if they are not strings */
    List<String> images() {
        List<String> images = new ArrayList<>();
        JsonNode list = given.path(IMAGES);
        boolean valid = list.isMissingNode() || list.isNull() || list.isArray();
        for (JsonNode image : list) {
            valid &= image.isTextual();
            images.add(image.asText());
        }
        JsonNode single = given.path(IMAGE);
        if (!single.isMissingNode()) {
            valid &= single.isTextual();
            images.add(single.asText());
        }
        if (!valid) {
            throw new QwenVlException("images must be a list of paths or addresses");
        }
        return images;
    }
}
