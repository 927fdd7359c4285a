package io.github.qwenvl4j.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The README of an exported checkpoint: what it was trained on and how. It has neither dates nor paths, so that equal runs
 * give equal files.
 *
 * @param step of the checkpoint; 0 if it is not from a run
 * @param preset of the run, {@code preset.json}
 * @param data of the run, {@code data.json}
 * @param log lines of the run up to the step
 */
record ModelCard(long step, JsonNode preset, JsonNode data, List<JsonNode> log) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param checkpoint a folder, in a run or alone */
    static ModelCard of(Path checkpoint) {
        Path run = checkpoint.toAbsolutePath().getParent();
        boolean inRun = Files.exists(run.resolve("preset.json")) && RunFolder.isCheckpoint(checkpoint);
        if (!inRun) {
            return new ModelCard(0, JSON.createObjectNode(), JSON.createObjectNode(), List.of());
        }
        long step = RunFolder.step(checkpoint);
        List<JsonNode> log = new RunFolder(run)
                .log().lines().stream()
                        .filter(line -> line.path("step").asLong() <= step)
                        .toList();
        return new ModelCard(step, read(run.resolve("preset.json")), read(run.resolve("data.json")), log);
    }

    private static JsonNode read(Path file) {
        try {
            return Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    String text(String dtype) {
        StringBuilder text = new StringBuilder("""
                ---
                library_name: transformers
                pipeline_tag: image-text-to-text
                ---

                # A Qwen-VL model

                Published layout, %s; opens with qwenvl4j and with the published code.
                """.formatted(dtype));
        if (step == 0) {
            return text.append("It was not exported from a training run.\n").toString();
        }
        text.append("\n| trained with qwenvl4j | |\n|---|---|\n");
        row(text, "stage", preset.path("stage").asText());
        row(text, "parts", texts(preset.path("train")));
        row(text, "updates", Long.toString(step));
        row(
                text,
                "samples",
                ""
                        + log.stream()
                                .mapToLong(line -> line.path("samples").asLong())
                                .sum());
        row(
                text,
                "batch",
                preset.path("rows").asLong() * preset.path("accumulation").asLong() + " rows");
        row(text, "peak learning rate", preset.path("learningRate").path("peak").asText());
        row(text, "seed", preset.path("seed").asText());
        row(text, "data", dataNames());
        if (!log.isEmpty()) {
            double loss = log.get(log.size() - 1).path("loss").asDouble();
            row(text, "last loss", String.format(Locale.ROOT, "%.4f", loss));
        }
        return text.toString();
    }

    private String dataNames() {
        if (data.isEmpty()) {
            return "synthetic scenes";
        }
        return data.properties().stream()
                .map(file -> Path.of(file.getKey()).getFileName() + " ("
                        + file.getValue().path("samples").asLong() + " samples)")
                .collect(Collectors.joining(", "));
    }

    private static String texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).collect(Collectors.joining(", "));
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }
}
