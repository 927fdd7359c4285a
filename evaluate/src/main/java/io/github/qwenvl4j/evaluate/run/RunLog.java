package io.github.qwenvl4j.evaluate.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.file.LineFile;
import io.github.qwenvl4j.file.LineSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The answers of a run, one line of JSON each, in the order of the questions. The first line says what the run is. A line is
 * in the file as soon as it is written, so that a run that is killed loses at most the answers that were being computed.
 */
public final class RunLog implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SETTINGS = "run";
    private static final LineSignature SIGNATURE =
            new LineSignature("{\"" + SETTINGS + "\":", "\"" + SETTINGS + "\"", "what a run is");

    private final Path file;
    private final LineFile lines;
    private long done;

    private RunLog(Path file, LineFile lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Begins a log, or goes on with one.
     *
     * @param settings by which answers come about
     * @throws QwenVlException when the file holds a run with other settings
     */
    public static RunLog open(Path file, Map<String, ?> settings) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            RunLog log = new RunLog(file, LineFile.open(file, SIGNATURE));
            log.continueAfter(settings);
            return log;
        } catch (IOException e) {
            throw FileProblem.writing(file, e);
        }
    }

    private void continueAfter(Map<String, ?> settings) throws IOException {
        if (lines.isEmpty()) {
            write(Map.of(SETTINGS, settings));
            return;
        }
        JsonNode[] first = new JsonNode[1];
        JsonRecords.read(file, "", each -> {
            done = each.number() - 1;
            first[0] = first[0] == null ? each.json().path(SETTINGS) : first[0];
            return done;
        });
        lines.lock();
        requireSame(first[0], JSON.readTree(json(settings)));
    }

    private void requireSame(JsonNode before, JsonNode now) {
        now.fieldNames().forEachRemaining(name -> {
            if (!now.get(name).equals(before.path(name))) {
                throw new QwenVlException(
                        Kind.FILE,
                        file + ": holds a run with " + name + " " + before.path(name) + ", not " + now.get(name)
                                + "; choose another folder, or delete it");
            }
        });
    }

    /** How many questions have their line. */
    public long done() {
        return done;
    }

    /** Adds the line of the next question. */
    public void add(Map<String, ?> line) {
        try {
            write(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of values is JSON", e);
        }
        done++;
    }

    private void write(Map<String, ?> line) throws JsonProcessingException {
        lines.append(json(line));
    }

    private static String json(Map<String, ?> line) throws JsonProcessingException {
        return JSON.writeValueAsString(line);
    }

    /** Reads the lines of the questions. */
    public static void forEach(Path file, Consumer<JsonRecord> reader) {
        try (JsonRecords records = JsonRecords.open(file, "")) {
            for (Optional<JsonRecord> each = records.next(); each.isPresent(); each = records.next()) {
                if (each.get().number() > 1) {
                    reader.accept(each.get());
                }
            }
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
