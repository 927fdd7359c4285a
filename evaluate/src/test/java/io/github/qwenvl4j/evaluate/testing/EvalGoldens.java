package io.github.qwenvl4j.evaluate.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the official evaluation programs computed for made-up questions and answers. */
public final class EvalGoldens {

    private static final Path FOLDER = Path.of(System.getProperty("qwenvl.root"), "evaluate/src/test/resources/eval");

    private EvalGoldens() {}

    public static Path path(String name) {
        return FOLDER.resolve(name);
    }

    public static JsonNode json(String name) {
        try {
            return new ObjectMapper().readTree(path(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One text, or the texts of an array. */
    public static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        node.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
