package io.github.qwenvl4j.cli.chat;

import java.util.List;
import java.util.Locale;

/** A line that a person typed. */
sealed interface Input {

    /** A question, and the pictures dropped or pasted into it. */
    record Say(String text, List<String> pictures) implements Input {}

    /** {@code /name argument}. */
    record Command(String name, String argument) implements Input {}

    record Nothing() implements Input {}

    /** A line that begins with {@code /} and a word is a command, unless it is the path of a file. */
    static Input parse(String line) {
        String text = line.strip();
        DroppedFiles dropped = DroppedFiles.in(text);
        if (!dropped.files().isEmpty()) {
            return new Say(dropped.rest(), dropped.files());
        }
        if (text.isEmpty()) {
            return new Nothing();
        }
        if (!text.matches("(?s)/[A-Za-z?]+(\\s.*)?")) {
            return new Say(text, List.of());
        }
        String[] parts = text.substring(1).split("\\s+", 2);
        return new Command(parts[0].toLowerCase(Locale.ROOT), parts.length > 1 ? parts[1].strip() : "");
    }
}
