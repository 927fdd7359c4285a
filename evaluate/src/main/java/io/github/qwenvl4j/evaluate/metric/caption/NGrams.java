package io.github.qwenvl4j.evaluate.metric.caption;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each sequence of one to four tokens occurs in a caption.
 *
 * @param words number of tokens
 * @param counts by sequence
 */
record NGrams(int words, Map<List<String>, Integer> counts) {

    static final int LONGEST = 4;

    static NGrams of(String tokens) {
        List<String> words = words(tokens);
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int length = 1; length <= LONGEST; length++) {
            for (int i = 0; i + length <= words.size(); i++) {
                counts.merge(words.subList(i, i + length), 1, Integer::sum);
            }
        }
        return new NGrams(words.size(), counts);
    }

    private static List<String> words(String tokens) {
        return tokens.isEmpty() ? List.of() : List.of(tokens.split(" "));
    }
}
