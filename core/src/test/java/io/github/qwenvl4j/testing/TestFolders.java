package io.github.qwenvl4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Temporary folders where JUnit gives none: below one folder, which is deleted when the JVM ends. */
public final class TestFolders {

    private static final Path ROOT = root();

    private TestFolders() {}

    /** A new folder whose name begins with {@code name}. */
    public static Path create(String name) throws IOException {
        return Files.createTempDirectory(ROOT, name);
    }

    private static Path root() {
        try {
            Path root = Files.createTempDirectory("qwenvl4j-tests");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root)));
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path root) {
        try (Stream<Path> entries = Files.walk(root)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
