package io.github.qwenvl4j.constraint.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What must follow the beginning of a JSON text without blanks so that it is JSON: as little as possible. A text that is open ends where
 * it was cut; a property without a value is null; a number that cannot end yet gets a 0. The beginning of a name, which may be none that
 * the form knows, is left out with the comma before it.
 */
final class JsonEnding {

    private static final List<String> WORDS = List.of("true", "false", "null");
    private static final int NUMBERED = 4; // hexadecimal digits behind \\u

    private final String text;
    private final Deque<Character> open = new ArrayDeque<>(); // what closes the containers
    private boolean named; // whether the text that is open, or was the last, names a property
    private int i;
    private int kept;
    private final String ending;

    private JsonEnding(String text, int fixed) {
        this.text = text;
        this.kept = text.length();
        this.ending = read(fixed);
    }

    /** @param fixed characters at the beginning that stay in any case */
    static JsonEnding of(String text, int fixed) {
        return new JsonEnding(text, fixed);
    }

    /** How many characters at the end of the text are left out. */
    int dropped() {
        return text.length() - kept;
    }

    /** What follows the characters that are kept. */
    String ending() {
        return ending;
    }

    private String read(int fixed) {
        StringBuilder ending = new StringBuilder();
        int name = text.length(); // where the beginning of a name begins, or the comma before it
        while (i < text.length()) {
            char letter = text.charAt(i++);
            if (letter == '"') {
                boolean before = i >= 2 && ",{".indexOf(text.charAt(i - 2)) >= 0;
                named = before && !open.isEmpty() && open.peek() == '}';
                int start = text.charAt(Math.max(0, i - 2)) == ',' ? i - 2 : i - 1;
                ending.append(endOfText());
                name = named && !ending.isEmpty() ? start : name;
            } else if (letter == '{' || letter == '[') {
                open.push(letter == '{' ? '}' : ']');
            } else if (letter == '}' || letter == ']') {
                open.poll();
            }
        }
        if (ending.isEmpty() && text.endsWith(",") && open.peek() == '}') {
            name = text.length() - 1;
        }
        if (name < text.length() && name >= fixed) {
            kept = name;
            ending.setLength(0);
        } else if (ending.isEmpty()) {
            ending.append(endOfValue());
        } else if (named) {
            ending.append(":null");
        }
        open.forEach(ending::append);
        return ending.toString();
    }

    /** Reads a text from behind its opening quote. @return what it lacks */
    private String endOfText() {
        while (i < text.length()) {
            char letter = text.charAt(i++);
            if (letter == '"') {
                return "";
            }
            if (letter == '\\' && i == text.length()) {
                return "\\\"";
            }
            if (letter == '\\' && text.charAt(i++) == 'u') {
                int missing = NUMBERED - Math.min(NUMBERED, text.length() - i);
                i += NUMBERED - missing;
                if (missing > 0) {
                    return "0".repeat(missing) + '"';
                }
            }
        }
        return "\"";
    }

    /** What lacks behind the last character, which is in no text. */
    private String endOfValue() {
        char last = text.isEmpty() ? ':' : text.charAt(text.length() - 1);
        if (last == ':') {
            return "null";
        }
        if (last == ',') {
            return open.peek() == '}' ? "\"\":null" : "null";
        }
        if (last == '"') {
            return named ? ":null" : "";
        }
        if ("-+.eE".indexOf(last) >= 0 && !word().startsWith("tru") && !word().startsWith("fal")) {
            return "0";
        }
        String begun = word();
        return WORDS.stream()
                .filter(word -> !begun.isEmpty() && word.startsWith(begun))
                .findFirst()
                .map(word -> word.substring(begun.length()))
                .orElse("");
    }

    /** The letters at the end. */
    private String word() {
        int start = text.length();
        while (start > 0 && Character.isLetter(text.charAt(start - 1))) {
            start--;
        }
        return text.substring(start);
    }
}
