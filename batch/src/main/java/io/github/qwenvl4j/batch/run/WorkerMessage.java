package io.github.qwenvl4j.batch.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;

/**
 * A line by which the process that labels tells the one that watches it how it gets on.
 *
 * @param begin a picture is taken up
 * @param end a picture is done
 * @param rows of it, new ones
 * @param errors how many of them have no answer, by kind
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record WorkerMessage(String begin, String end, int rows, Map<String, Integer> errors) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static WorkerMessage begun(String source) {
        return new WorkerMessage(source, null, 0, Map.of());
    }

    static WorkerMessage ended(String source, int rows, Map<String, Integer> errors) {
        return new WorkerMessage(null, source, rows, errors);
    }

    String line() {
        return json(this);
    }

    /** Empty for a line of something else, as what the JVM prints when it crashes. */
    static Optional<WorkerMessage> of(String line) {
        try {
            return Optional.of(JSON.readValue(line, WorkerMessage.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can be written", e);
        }
    }
}
