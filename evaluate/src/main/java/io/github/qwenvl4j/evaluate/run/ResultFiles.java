package io.github.qwenvl4j.evaluate.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.evaluate.data.GivenAnswer;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the answers of a run as the official programs do: one JSON array, lines of JSON for SEED-Bench, a text file for each
 * subtask of MME. Questions without an answer are left out.
 */
public final class ResultFiles {

    private ResultFiles() {}

    /** The file, or the folder for MME. */
    public static Path write(BenchmarkRun run) {
        String name = run.benchmark().name();
        return switch (name) {
            case "mme" -> writeSubtasks(run.log(), run.folder().resolve(name));
            case "seedbench" -> writeLines(run.log(), run.folder().resolve(name + ".jsonl"));
            case "mmbench" -> writeChoices(run);
            default -> writeArray(run.log(), run.folder().resolve(name + ".json"));
        };
    }

    /** The answers, with an empty one where there is none. */
    public static List<GivenAnswer> answers(BenchmarkRun run) {
        List<GivenAnswer> answers = new ArrayList<>();
        RunLog.forEach(
                run.log(),
                each -> answers.add(new GivenAnswer(
                        Optional.of(each.text("id")),
                        each.optionalText("answer").orElse(""))));
        return answers;
    }

    private static Path writeArray(Path log, Path file) {
        AtomicFile.write(file, channel -> {
            String[] before = {"["};
            forEachResult(log, result -> {
                append(channel, file, before[0] + result);
                before[0] = ",\n";
            });
            append(channel, file, before[0].equals("[") ? "[]\n" : "]\n");
        });
        return file;
    }

    /** And, where the questions are a table, the sheet for MMBench's server. */
    private static Path writeChoices(BenchmarkRun run) {
        if (run.data().toString().endsWith(".tsv")) {
            Map<String, Integer> chosen = new HashMap<>();
            forEachResult(
                    run.log(),
                    result -> chosen.put(
                            result.get("index").asText(),
                            result.get("prediction").asInt()));
            MmBenchSheet.write(run.data(), chosen, run.folder().resolve("mmbench.xlsx"));
        }
        return writeArray(run.log(), run.folder().resolve("mmbench.json"));
    }

    private static Path writeLines(Path log, Path file) {
        AtomicFile.write(file, channel -> forEachResult(log, result -> append(channel, file, result + "\n")));
        return file;
    }

    private interface ResultReader {
        void read(JsonNode result);
    }

    private static void forEachResult(Path log, ResultReader reader) {
        RunLog.forEach(log, each -> each.optional("result").ifPresent(reader::read));
    }

    private static void append(FileChannel channel, Path file, String text) {
        try {
            AtomicFile.writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw FileProblem.writing(file, e);
        }
    }

    /** Tabs and line breaks in an answer become spaces: they would break the lines. */
    private static Path writeSubtasks(Path log, Path folder) {
        Map<String, StringBuilder> subtasks = new LinkedHashMap<>();
        forEachResult(
                log,
                result -> subtasks.computeIfAbsent(result.get("subtask").asText(), name -> new StringBuilder())
                        .append(String.join(
                                "\t",
                                result.get("image").asText(),
                                result.get("question").asText(),
                                result.get("ground truth").asText(),
                                result.get("answer").asText().replaceAll("[\\t\\n\\r]+", " ")))
                        .append('\n'));
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileProblem.writing(folder, e);
        }
        subtasks.forEach((name, lines) -> AtomicFile.write(folder.resolve(name + ".txt"), lines.toString()));
        return folder;
    }
}
