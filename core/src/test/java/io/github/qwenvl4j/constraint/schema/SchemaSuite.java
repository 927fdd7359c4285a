package io.github.qwenvl4j.constraint.schema;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.Accepted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The official tests of JSON Schema, draft 2020-12, each instance read by the automaton of its schema. */
final class SchemaSuite {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final Path FOLDER = Path.of("src/test/resources/json-schema-suite");

    /** How many schemas of a file are supported, how many of their instances were read, and those read wrongly. */
    record Result(int schemas, int supported, int valid, int invalid, List<String> wrong, List<String> refused) {}

    private SchemaSuite() {}

    /** The files of a folder, run. */
    static Map<String, Result> run(String folder) {
        Map<String, Result> results = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".json")).toList()) {
                results.put(file.getFileName().toString(), file(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return results;
    }

    private static Result file(Path file) throws IOException {
        List<String> wrong = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        int schemas = 0;
        int supported = 0;
        int[] read = new int[2];
        for (JsonNode group : JSON.readTree(file.toFile())) {
            if (file.endsWith("format.json")
                    && Formats.expression(group.at("/schema/format").asText()).isPresent()) {
                continue; // it says that a format is an annotation only; here it is enforced
            }
            schemas++;
            Accepted accepted;
            try {
                accepted =
                        new Accepted(AnswerFormat.jsonSchema(group.get("schema").toString()));
            } catch (QwenVlException e) {
                boolean nothing = e.getMessage().startsWith("no answer");
                supported += nothing ? 1 : 0;
                for (JsonNode test : nothing ? group.get("tests") : JSON.createArrayNode()) {
                    read[1]++;
                    if (test.get("valid").asBoolean()) {
                        wrong.add(name(group, test) + " " + e.getMessage());
                    }
                }
                if (!nothing) {
                    refused.add(group.get("description").asText() + ": " + e.getMessage());
                }
                continue;
            }
            supported++;
            for (JsonNode test : group.get("tests")) {
                boolean valid = test.get("valid").asBoolean();
                read[valid ? 0 : 1]++;
                if (texts(test.get("data")).stream().anyMatch(accepted::whole) != valid) {
                    wrong.add(name(group, test) + (valid ? " is valid: " : " is not valid: ") + test.get("data"));
                }
            }
        }
        return new Result(schemas, supported, read[0], read[1], wrong, refused);
    }

    private static String name(JsonNode group, JsonNode test) {
        return group.get("description").asText() + " / "
                + test.get("description").asText();
    }

    /** How a value is written, with its properties in any order: an automaton takes that of its schema. */
    static List<String> texts(JsonNode value) {
        return orders(value).stream().map(JsonTerms::of).toList();
    }

    private static List<JsonNode> orders(JsonNode value) {
        if (value.isArray()) {
            List<JsonNode> arrays = List.of(JsonNodeFactory.instance.arrayNode());
            for (JsonNode element : value) {
                List<JsonNode> longer = new ArrayList<>();
                for (JsonNode array : arrays) {
                    for (JsonNode order : orders(element)) {
                        longer.add(((ArrayNode) array.deepCopy()).add(order));
                    }
                }
                arrays = longer;
            }
            return arrays;
        }
        if (!value.isObject()) {
            return List.of(value);
        }
        List<JsonNode> objects = new ArrayList<>();
        orders((ObjectNode) value, JsonNodeFactory.instance.objectNode(), objects);
        return objects;
    }

    private static void orders(ObjectNode left, ObjectNode begun, List<JsonNode> objects) {
        if (left.isEmpty()) {
            objects.add(begun);
        }
        for (Map.Entry<String, JsonNode> field : left.properties()) {
            ObjectNode rest = left.deepCopy();
            rest.remove(field.getKey());
            for (JsonNode order : orders(field.getValue())) {
                orders(rest, begun.deepCopy().set(field.getKey(), order), objects);
            }
        }
    }

    /** Prints what is supported. */
    public static void main(String[] arguments) {
        for (String folder : List.of("", "format")) {
            int[] sums = new int[5];
            run(folder).forEach((file, result) -> {
                System.out.printf(
                        "%-30s %3d of %3d schemas, %4d valid and %4d invalid instances, %d wrong%n",
                        folder + "/" + file,
                        result.supported,
                        result.schemas,
                        result.valid,
                        result.invalid,
                        result.wrong.size());
                result.wrong.forEach(each -> System.out.println("    wrong: " + each));
                if (arguments.length > 0) {
                    result.refused.forEach(each -> System.out.println("    refused: " + each));
                }
                sums[0] += result.supported;
                sums[1] += result.schemas;
                sums[2] += result.valid;
                sums[3] += result.invalid;
                sums[4] += result.wrong.size();
            });
            System.out.printf(
                    "sum: %d of %d schemas, %d valid and %d invalid instances, %d wrong%n",
                    sums[0], sums[1], sums[2], sums[3], sums[4]);
        }
    }
}
