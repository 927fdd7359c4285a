package io.github.qwenvl4j.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.Precision;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A checkpoint of the fixtures with one field changed. */
final class ModifiedCheckpoint {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ModifiedCheckpoint() {}

    static QwenVl open(String checkpoint, String file, String field, Object value) throws IOException {
        Path copy = Files.createTempDirectory("checkpoint");
        try (Stream<Path> files = Files.list(Fixtures.path(checkpoint))) {
            for (Path original : files.toList()) {
                Files.createSymbolicLink(copy.resolve(original.getFileName()), original);
            }
        }
        Path changed = copy.resolve(file);
        ObjectNode fields = (ObjectNode) JSON.readTree(changed.toFile());
        Files.delete(changed);
        JSON.writeValue(changed.toFile(), fields.set(field, JSON.valueToTree(value)));
        return OpenedModel.open(copy, Precision.FLOAT32);
    }
}
