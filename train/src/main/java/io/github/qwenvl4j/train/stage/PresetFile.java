package io.github.qwenvl4j.train.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.file.JsonProblem;
import io.github.qwenvl4j.train.data.FileData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A stage preset as JSON, built in or from a file; its values can be overridden. */
public final class PresetFile {

    /** The built-in presets. */
    public static final List<String> NAMES = List.of(
            "vision-start",
            "language-start",
            "pretrain",
            "multitask",
            "sft",
            "paper-pretrain",
            "paper-multitask",
            "paper-sft",
            "official-sft",
            "official-lora",
            "official-qlora",
            "official-full",
            "lora",
            "qlora",
            "full");

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final String name;
    private final ObjectNode json;
    private final Set<String> replaced;

    private PresetFile(String name, ObjectNode json, Set<String> replaced) {
        this.name = name;
        this.json = json;
        this.replaced = replaced;
    }

    /**
     * @param nameOrPath one of {@link #NAMES}, or a file
     * @throws QwenVlException if there is no such preset or it is not a JSON object
     */
    public static PresetFile open(String nameOrPath) {
        try (InputStream in = NAMES.contains(nameOrPath)
                ? PresetFile.class.getResourceAsStream("/presets/" + nameOrPath + ".json")
                : Files.newInputStream(existing(nameOrPath))) {
            if (JSON.readTree(in) instanceof ObjectNode object) {
                return new PresetFile(nameOrPath, object, Set.of());
            }
            throw new QwenVlException("preset " + nameOrPath + ": is not a JSON object");
        } catch (JsonProcessingException e) {
            throw new QwenVlException("preset " + nameOrPath + ": is " + JsonProblem.of(e), e);
        } catch (IOException e) {
            throw FileProblem.reading(Path.of(nameOrPath), e);
        }
    }

    private static Path existing(String path) {
        if (!Files.isRegularFile(Path.of(path))) {
            throw new QwenVlException(
                    "unknown preset " + path + ": not a file and not one of " + String.join(", ", NAMES));
        }
        return Path.of(path);
    }

    /**
     * Overrides one value.
     *
     * @param assignment {@code learningRate.peak=1e-4}; the value is JSON, otherwise a string
     */
    public PresetFile set(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new QwenVlException("--set " + assignment + ": must be KEY=VALUE");
        }
        String key = assignment.substring(0, equals);
        String[] keys = key.split("\\.", -1);
        ObjectNode copy = json.deepCopy();
        ObjectNode parent = copy;
        for (int i = 0; i < keys.length - 1; i++) {
            if (!(parent.get(keys[i]) instanceof ObjectNode child)) {
                throw new QwenVlException("--set " + assignment + ": preset " + name + " has no group " + keys[i]);
            }
            parent = child;
        }
        parent.set(keys[keys.length - 1], value(assignment.substring(equals + 1)));
        Set<String> now = new HashSet<>(replaced);
        now.add(key);
        chooseLength(copy, now);
        return new PresetFile(name, copy, now);
    }

    /** A given number of steps overrides the preset's epochs. */
    private static void chooseLength(ObjectNode changed, Set<String> asked) {
        if (asked.contains("steps")
                && changed.path("data") instanceof ObjectNode data
                && data.path("epochs").asDouble() > 0) {
            if (asked.contains("data.epochs")) {
                throw new QwenVlException("--set steps and --set data.epochs contradict each other: give only one");
            }
            data.put("epochs", 0);
        }
    }

    private static JsonNode value(String text) {
        try {
            JsonNode value = JSON.readTree(text);
            return value.isMissingNode() ? JSON.getNodeFactory().textNode(text) : value;
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(text); // strings need no quotes
        }
    }

    /** Replaces the data of the preset by these files. */
    public PresetFile withData(List<FileData.Source> files) {
        ObjectNode copy = json.deepCopy();
        JsonNode before = copy.path("data");
        ObjectNode data = copy.putObject("data");
        data.put("kind", "files");
        ArrayNode list = data.putArray("files");
        files.forEach(source -> list.addObject()
                .put("file", Path.of(source.file()).toAbsolutePath().toString())
                .put("weight", source.weight()));
        data.put("epochs", before.path("epochs").asDouble(0));
        data.put("maxBroken", before.path("maxBroken").asInt(0));
        data.put("trustTags", before.path("trustTags").asBoolean(false));
        data.put("images", before.path("images").asText(""));
        data.put("heldOut", before.path("heldOut").asText(""));
        return new PresetFile(name, copy, replaced);
    }

    /** @throws QwenVlException with the first key that is unknown, missing or has an invalid value */
    public StagePreset preset() {
        try {
            return JSON.treeToValue(json, StagePreset.class);
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw refused("unknown key " + PresetProblem.path(e) + " (known: " + known + ")", e);
        } catch (JsonMappingException e) {
            throw e.getCause() instanceof QwenVlException
                    ? new QwenVlException(PresetProblem.of(e), e)
                    : refused(PresetProblem.of(e), e);
        } catch (JsonProcessingException e) {
            throw refused("is " + JsonProblem.of(e), e);
        }
    }

    private QwenVlException refused(String problem, Exception cause) {
        return new QwenVlException("preset " + name + ": " + problem, cause);
    }
}
