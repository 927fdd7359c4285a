package io.github.qwenvl4j.train.things;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The list of everyday things, {@code things.txt}. */
final class Things {

    static final List<Thing> ALL = read();

    private Things() {}

    private static List<Thing> read() {
        List<Thing> things = new ArrayList<>();
        String measure = "";
        for (String line : lines("things.txt")) {
            if (line.startsWith("# ")) {
                measure = line.substring(2);
            } else {
                things.add(Thing.parse(things.size(), measure, line));
            }
        }
        return List.copyOf(things);
    }

    /** The lines of a resource that are not empty. */
    static List<String> lines(String name) {
        try (InputStream in = Things.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
