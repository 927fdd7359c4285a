package io.github.qwenvl4j.cli.chat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pictures among the words of a line: what a terminal inserts when files are dropped on it or their paths are pasted,
 * quoted, escaped with backslashes, or as {@code file://} URLs.
 *
 * @param rest the other words
 */
record DroppedFiles(List<String> files, String rest) {

    private static final Pattern WORD =
            Pattern.compile("'([^']+)'|\"([^\"]+)\"|((?:\\\\.|[^\\s\\\\'\"])(?:\\\\.|[^\\s\\\\])*)");
    private static final Pattern PICTURE = Pattern.compile("(?i).*\\.(png|jpe?g|webp|gif|bmp)");

    static DroppedFiles in(String line) {
        List<String> files = new ArrayList<>();
        StringBuilder rest = new StringBuilder();
        Matcher word = WORD.matcher(line);
        int done = 0;
        while (word.find()) {
            Optional<String> file = file(content(word));
            if (file.isPresent()) {
                files.add(file.get());
                rest.append(line, done, word.start());
                done = word.end();
            }
        }
        rest.append(line.substring(done));
        return new DroppedFiles(List.copyOf(files), rest.toString().strip());
    }

    /** A path as a person writes it behind a command: quotes, escapes, {@code file://} and {@code ~} are undone. */
    static String path(String text) {
        Matcher word = WORD.matcher(text);
        String plain = word.matches() ? content(word) : text;
        return local(plain).orElse(plain);
    }

    /** A file by its whole path, which lasts when a conversation is saved; anything else as it is. */
    static String address(String source) {
        return local(source)
                .map(Path::of)
                .filter(Files::exists)
                .map(path -> path.toAbsolutePath().toString())
                .orElse(source);
    }

    private static String content(Matcher word) {
        if (word.group(1) != null) {
            return word.group(1);
        }
        return word.group(2) != null ? word.group(2) : word.group(3).replaceAll("\\\\(.)", "$1");
    }

    private static Optional<String> file(String word) {
        return local(word)
                .filter(path -> PICTURE.matcher(path).matches())
                .filter(path -> Files.isRegularFile(Path.of(path)));
    }

    private static Optional<String> local(String word) {
        try {
            if (word.startsWith("file:")) {
                return Optional.of(Path.of(URI.create(word)).toString());
            }
            String home = System.getProperty("user.home");
            String path = word.startsWith("~/") ? home + word.substring(1) : word;
            Path.of(path); // words that cannot be a path are refused here
            return Optional.of(path);
        } catch (InvalidPathException e) {
            return Optional.empty(); // words, not a path
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a file: URL of another machine
        }
    }
}
