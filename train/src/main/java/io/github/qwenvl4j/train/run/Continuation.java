package io.github.qwenvl4j.train.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.train.data.DataReport;
import io.github.qwenvl4j.train.data.FileSamples;
import io.github.qwenvl4j.train.stage.FirstOf;
import io.github.qwenvl4j.train.stage.StagePreset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares what a run was begun with, {@code preset.json} and {@code data.json}, with what it is to go on with. */
final class Continuation {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NAMED = 5;

    private final Path presetFile;
    private final Path dataFile;
    private final StagePreset preset;
    private final FileSamples samples;

    Continuation(RunFolder folder, StagePreset preset, FileSamples samples) {
        this.presetFile = folder.file("preset.json");
        this.dataFile = folder.file("data.json");
        this.preset = preset;
        this.samples = samples;
    }

    /** @throws QwenVlException naming what has changed */
    void requireUnchanged() {
        List<String> changes = new ArrayList<>();
        compare("", read(presetFile), JSON.valueToTree(preset), changes);
        compare("data ", read(dataFile), data(), changes);
        if (!changes.isEmpty()) {
            throw new QwenVlException(
                    Kind.ARGUMENT,
                    presetFile.getParent() + ": the run was begun with other settings: " + FirstOf.names(changes, NAMED)
                            + " (--accept-changes goes on with the new ones)");
        }
    }

    /** What processes that train together must have in common: all but where their files lie. */
    String common() {
        ObjectNode common = JSON.createObjectNode();
        ObjectNode settings = common.putObject("settings").setAll((ObjectNode) JSON.valueToTree(preset));
        settings.withObject("/data").remove(List.of("files", "images", "heldOut"));
        ArrayNode data = common.putArray("data");
        samples.reports().forEach(report -> data.add(fingerprint(report)));
        return common.toString();
    }

    /** @throws QwenVlException naming what differs from the settings of the first process */
    void requireSame(String commonOfFirst) {
        try {
            List<String> differences = new ArrayList<>();
            compare("", JSON.readTree(commonOfFirst), JSON.readTree(common()), differences);
            if (!differences.isEmpty()) {
                throw new QwenVlException(
                        Kind.ARGUMENT,
                        "other settings or data than those of process 0: " + FirstOf.names(differences, NAMED));
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e); // both were written here
        }
    }

    /** Records what the run goes on with. */
    void write() {
        preset.write(presetFile);
        AtomicFile.write(dataFile, data().toPrettyString() + "\n");
    }

    private ObjectNode data() {
        ObjectNode files = JSON.createObjectNode();
        for (DataReport report : samples.reports()) {
            files.set(report.file().toString(), fingerprint(report));
        }
        return files;
    }

    private static ObjectNode fingerprint(DataReport report) {
        return JSON.createObjectNode().put("samples", report.usable()).put("fingerprint", report.fingerprint());
    }

    private static JsonNode read(Path file) {
        try {
            return Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    private static void compare(String name, JsonNode before, JsonNode now, List<String> changes) {
        if (before.isObject() && now.isObject()) {
            Set<String> fields = new TreeSet<>();
            before.fieldNames().forEachRemaining(fields::add);
            now.fieldNames().forEachRemaining(fields::add);
            String prefix = name.isEmpty() || name.endsWith(" ") ? name : name + ".";
            fields.forEach(field -> compare(prefix + field, before.path(field), now.path(field), changes));
        } else if (!same(before, now)) {
            changes.add(name + " was " + shown(before) + ", now " + shown(now));
        }
    }

    private static boolean same(JsonNode before, JsonNode now) {
        return before.isNumber() && now.isNumber() ? before.asDouble() == now.asDouble() : before.equals(now);
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "absent" : value.toString();
    }
}
