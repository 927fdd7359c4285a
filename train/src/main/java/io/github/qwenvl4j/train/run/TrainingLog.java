package io.github.qwenvl4j.train.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.train.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file of a run with one line of JSON per step: {@code log.jsonl} has a line for each update, with the held-out
 * losses by task if they were computed; {@code scores.jsonl} a line for each evaluated checkpoint.
 */
record TrainingLog(Path file) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Appends the line of an update. */
    void append(Stage.Update update, Map<String, Double> heldOut) {
        ObjectNode line = JSON.valueToTree(update);
        if (!heldOut.isEmpty()) {
            line.set("heldOut", JSON.valueToTree(heldOut));
        }
        append(line);
    }

    /** Appends the line of a checkpoint. */
    void append(long step, Map<String, Double> scores) {
        append(JSON.createObjectNode().put("step", step).set("scores", JSON.valueToTree(scores)));
    }

    private void append(JsonNode line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw FileProblem.writing(file, e);
        }
    }

    /** Removes the updates after {@code step}, which a resumed run repeats, and an incomplete line. */
    void cutAfter(long step) {
        if (!Files.exists(file)) {
            return;
        }
        StringBuilder kept = new StringBuilder();
        for (JsonNode line : lines()) {
            if (line.path("step").asLong() <= step) {
                kept.append(line).append('\n');
            }
        }
        AtomicFile.write(file, kept.toString());
    }

    /** Whether there is a line for {@code step}. */
    boolean tells(long step) {
        return lines().stream().anyMatch(line -> line.path("step").asLong() == step);
    }

    /** The lines so far, without an incomplete last line of a killed process. */
    List<JsonNode> lines() {
        List<JsonNode> lines = new ArrayList<>();
        try {
            List<String> texts = Files.exists(file) ? Files.readAllLines(file) : List.of();
            for (int i = 0; i < texts.size(); i++) {
                try {
                    lines.add(JSON.readTree(texts.get(i)));
                } catch (JsonProcessingException e) {
                    if (i < texts.size() - 1) {
                        throw new QwenVlException(file + ":" + (i + 1) + ": is not valid JSON", e);
                    }
                }
            }
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
        return lines;
    }
}
