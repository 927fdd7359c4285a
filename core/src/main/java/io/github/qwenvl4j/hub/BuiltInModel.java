package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * pico, the small model that lies inside the library. Weights are mapped from files, so it is unpacked once into the cache,
 * to a folder whose name follows from its checksums.
 */
public final class BuiltInModel {

    /** What answers and servers call it. */
    public static final String NAME = "pico";

    private static final String RESOURCES = "/io/github/qwenvl4j/pico/";
    private static final String SUMS = "SHA256SUMS";

    private BuiltInModel() {}

    /**
     * Its checkpoint directory; unpacks it where that has not been done.
     *
     * @throws QwenVlException when the cache cannot be written to
     */
    public static Path directory() {
        return directory(HubSettings.fromEnvironment().builtInCache());
    }

    static Path directory(Path cache) {
        byte[] sums = read(SUMS);
        Path directory = cache.resolve(NAME + "-" + UUID.nameUUIDFromBytes(sums));
        try {
            if (!Files.exists(directory.resolve(SUMS))) {
                Files.createDirectories(directory);
                for (String file : files(sums)) {
                    AtomicFile.write(directory.resolve(file), read(file));
                }
                AtomicFile.write(directory.resolve(SUMS), sums); // last: where it lies, everything does
            }
            return directory;
        } catch (IOException e) {
            throw FileProblem.writing(directory, e);
        }
    }

    /** The names in lines of checksum, two spaces, name. */
    private static List<String> files(byte[] sums) {
        return new String(sums, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }

    private static byte[] read(String file) {
        try (InputStream in = BuiltInModel.class.getResourceAsStream(RESOURCES + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the built-in model's " + file, e);
        }
    }
}
