package io.github.qwenvl4j.evaluate.scoring;

import java.util.List;

/**
 * The options of a question.
 *
 * @param options in the order in which they are shown; empty where they are part of a prompt that is written already
 * @param right index of the right one
 */
public record OptionReference(List<String> options, int right) {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public OptionReference {
        options = List.copyOf(options);
    }

    /** The index that an answer names, as a number from 0 or as a letter; -1 for neither. */
    public static int index(String answer) {
        String plain = answer.strip();
        if (plain.matches("\\d{1,2}")) {
            return Integer.parseInt(plain);
        }
        return plain.length() == 1 ? LETTERS.indexOf(plain) : -1;
    }

    /** The letter of an index. */
    public static String letter(int index) {
        return LETTERS.substring(index, index + 1);
    }
}
