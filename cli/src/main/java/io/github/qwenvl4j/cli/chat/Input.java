package io.github.qwenvl4j.cli.chat;

import io.github.qwenvl4j.cli.picture.TypedPictures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a person typed: one line, or several that are joined by backslashes at their ends or enclosed in fences. */
sealed interface Input {

    /** On a line of its own, starts and ends a text that is taken literally. */
    String FENCE = "```";

    /**
     * A question, and the pictures dropped, pasted or typed into it.
     *
     * @param unfound words of the text that look like names of pictures that do not exist
     */
    record Say(String text, List<String> pictures, List<String> unfound) implements Input {}

    /** {@code /name argument}. */
    record Command(String name, String argument) implements Input {}

    record Nothing() implements Input {}

    /** Whether the input is complete, so that the next line is a new input. */
    static boolean complete(String typed) {
        boolean fenced = typed.lines().filter(Input::isFence).count() % 2 == 1;
        return !fenced && !(continues(typed) && !isFence(typed));
    }

    /** A line that begins with {@code /} and letters is a command; a path has other characters there. */
    static Input parse(String typed) {
        String text = typed.strip();
        if (text.matches("(?s)/[A-Za-z?]+(\\s.*)?")) {
            String[] parts = text.substring(1).split("\\s+", 2);
            return new Command(parts[0].toLowerCase(Locale.ROOT), parts.length > 1 ? parts[1] : "");
        }
        return text.isEmpty() ? new Nothing() : say(text);
    }

    private static Say say(String typed) {
        List<String> pictures = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<String> unfound = new ArrayList<>();
        boolean fenced = false;
        for (String part : typed.split("(?m)^[ \\t]*" + FENCE + "[ \\t]*$")) {
            if (fenced) {
                texts.add(part.replaceFirst("^\\R", "").replaceFirst("\\R$", ""));
            } else {
                TypedPictures words =
                        TypedPictures.in(part.replaceAll("\\\\(?=\\R)", "").strip());
                pictures.addAll(words.pictures());
                texts.add(words.rest());
                unfound.addAll(words.namesOfNoFile());
            }
            fenced = !fenced;
        }
        texts.removeIf(String::isEmpty);
        return new Say(String.join("\n", texts), List.copyOf(pictures), List.copyOf(unfound));
    }

    private static boolean isFence(String line) {
        return line.strip().equals(FENCE);
    }

    private static boolean continues(String typed) {
        return typed.endsWith("\\") && !typed.endsWith("\\\\");
    }
}
