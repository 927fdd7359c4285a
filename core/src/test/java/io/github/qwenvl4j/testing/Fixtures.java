package io.github.qwenvl4j.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the golden numbers lie. The core ones are committed under {@code core/src/test/resources/fixtures}; the rest, and
 * the published data, are read from {@code ../shared} beside the repository and their tests report a skip without it.
 */
public final class Fixtures {

    private static final Path ROOT = Path.of(System.getProperty("qwenvl.root"));
    private static final Path COMMITTED = ROOT.resolve("core/src/test/resources/fixtures");
    private static final Path SHARED = ROOT.resolve("../shared").normalize();

    private Fixtures() {}

    /** A file or folder of the goldens, for example {@code "tiny-vl"}; skips the test where it is absent. */
    public static Path path(String name) {
        Path committed = COMMITTED.resolve(name);
        return Files.exists(committed) ? committed : shared("fixtures/" + name);
    }

    /** A file below {@code ../shared}, for example {@code "data/qwen.tiktoken"}; skips the test where it is absent. */
    public static Path shared(String name) {
        Path file = SHARED.resolve(name);
        assumeTrue(Files.exists(file), () -> "skipped: ../shared/" + name + " is not here");
        return file;
    }

    public static JsonNode json(String name) {
        try {
            return new ObjectMapper().readTree(path(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code {1, 2}} of a JSON array of whole numbers. */
    public static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }
}
