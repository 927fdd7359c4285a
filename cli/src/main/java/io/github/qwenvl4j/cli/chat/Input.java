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

    /** A line that begins with {@code /} and a word is a command; a path has more than letters there. */
    static Input parse(String line) {
        String text = line.strip();
        if (text.matches("(?s)/[A-Za-z?]+(\\s.*)?")) {
            String[] parts = text.substring(1).split("\\s+", 2);
            return new Command(parts[0].toLowerCase(Locale.ROOT), parts.length > 1 ? parts[1] : "");
        }
        DroppedFiles dropped = DroppedFiles.in(text);
        return text.isEmpty() ? new Nothing() : new Say(dropped.rest(), dropped.files());
    }
}
