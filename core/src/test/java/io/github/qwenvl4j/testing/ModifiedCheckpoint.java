package io.github.qwenvl4j.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A checkpoint of the fixtures with one field changed. */
public final class ModifiedCheckpoint {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ModifiedCheckpoint() {}

    public static QwenVl open(String checkpoint, String file, String field, Object value) throws IOException {
        return OpenedModel.open(directory(checkpoint, file, field, value), Precision.FLOAT32);
    }

    public static Path directory(String checkpoint, String file, String field, Object value) throws IOException {
        Path copy = TestFolders.create("checkpoint");
        try (Stream<Path> files = Files.list(Fixtures.path(checkpoint))) {
            for (Path original : files.toList()) {
                Files.createSymbolicLink(copy.resolve(original.getFileName()), original);
            }
        }
        Path changed = copy.resolve(file);
        ObjectNode fields = (ObjectNode) JSON.readTree(changed.toFile());
        Files.delete(changed);
        JSON.writeValue(changed.toFile(), fields.set(field, JSON.valueToTree(value)));
        return copy;
    }
}
