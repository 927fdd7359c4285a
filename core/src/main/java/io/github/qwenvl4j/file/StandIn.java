package io.github.qwenvl4j.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Recognises placeholders left by an incomplete download, such as git-lfs pointers. Used if a file cannot be parsed.
 */
public final class StandIn {

    private static final int START = 512;

    private StandIn() {}

    /** What {@code file} really is and how to fix it; empty if unknown. */
    public static Optional<String> of(Path file) {
        String start = start(file).strip().toLowerCase(Locale.ROOT);
        if (start.startsWith("version https://git-lfs.github.com/spec/")) {
            return Optional.of("is a git-lfs pointer, not the file itself: fetch it with git lfs pull");
        }
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
            return Optional.of("is a web page, not the file itself: download the file again");
        }
        return start.startsWith("<?xml") || start.startsWith("<error>")
                ? Optional.of("is a server's XML message, not the file itself: download the file again")
                : Optional.empty();
    }

    private static String start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(START), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // the reader of the file reports why it cannot be read
        }
    }
}
