package io.github.qwenvl4j.batch;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The text of a specification: YAML, of which JSON is a part. */
final class SpecText {

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SpecText() {}

    static LabelSpec parse(String text) {
        return spec("specification", tree("specification", text));
    }

    static LabelSpec read(Path file) {
        JsonNode json = tree(file.toString(), text(file));
        for (JsonNode question : json.path("questions")) {
            if (question instanceof ObjectNode object && object.get("schema") instanceof TextNode name) {
                Path schema = file.resolveSibling(name.asText());
                object.set("schema", tree(schema.toString(), text(schema)));
            }
        }
        return spec(file.toString(), json);
    }

    /** With the options of all questions in each. */
    private static LabelSpec spec(String place, JsonNode json) {
        ObjectNode spec = SpecFields.of(place, json).json();
        for (String option : LabelQuestion.OPTIONS) {
            JsonNode common = spec.remove(option);
            if (common != null) {
                spec.path("questions").forEach(question -> {
                    if (question instanceof ObjectNode object && !object.has(option)) {
                        object.set(option, common);
                    }
                });
            }
        }
        return LabelSpec.of(place, spec);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    private static JsonNode tree(String place, String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            String reason = String.valueOf(e.getOriginalMessage());
            String what = reason.startsWith("Duplicate field")
                    ? reason.replaceFirst("Duplicate field '(.*)'.*", "field $1 is given twice")
                    : "not valid YAML";
            throw new QwenVlException(Kind.FILE, place + ": is " + what + line(e.getLocation()), e);
        }
    }

    private static String line(JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
