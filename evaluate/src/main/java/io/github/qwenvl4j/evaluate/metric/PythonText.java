package io.github.qwenvl4j.evaluate.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text as Python's {@code str} treats it, since published scores depend on that: white space, case, lengths. */
final class PythonText {

    private PythonText() {}

    /** {@code str.isspace} for one character. */
    static boolean isSpace(int character) {
        return switch (character) {
            case ' ', '\t', '\n', '\f', '\r', 0x0B, 0x1C, 0x1D, 0x1E, 0x1F, 0x85, 0xA0 -> true;
            default -> Character.isSpaceChar(character);
        };
    }

    /** {@code str.strip()}. */
    static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** {@code str.split()}: the words between white space. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean space = i == text.length() || isSpace(text.charAt(i));
            if (space && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            } else if (!space && start < 0) {
                start = i;
            }
        }
        return words;
    }

    /** {@code str.lower()}. */
    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** {@code len(str)}: code points. */
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
