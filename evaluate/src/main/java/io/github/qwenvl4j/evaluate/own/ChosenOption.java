package io.github.qwenvl4j.evaluate.own;

import io.github.qwenvl4j.evaluate.scoring.OptionReference;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Which option an answer names. */
final class ChosenOption {

    private static final Pattern LETTER = Pattern.compile("^\\W*([A-Z])(?:\\W|$)");

    private ChosenOption() {}

    /** By the letter at its beginning, or because it has the words of one option only; -1 otherwise. */
    static int of(String answer, List<String> options) {
        Matcher letter = LETTER.matcher(answer);
        if (letter.find()) {
            int index = OptionReference.index(letter.group(1));
            return index < options.size() ? index : -1;
        }
        String lower = answer.toLowerCase(Locale.ROOT);
        int[] named = IntStream.range(0, options.size())
                .filter(i -> lower.contains(options.get(i).toLowerCase(Locale.ROOT)))
                .toArray();
        return named.length == 1 ? named[0] : -1;
    }
}
