package io.github.qwenvl4j.evaluate.metric.caption;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each sequence of one to four tokens occurs in a caption.
 *
 * @param words number of tokens
 * @param counts of sequences, whose tokens have a space between them, by their length less one
 */
record NGrams(int words, List<Map<String, Integer>> counts) {

    static final int LONGEST = 4;

    static NGrams of(String tokens) {
        String[] words = tokens.isEmpty() ? new String[0] : tokens.split(" ");
        List<Map<String, Integer>> counts = new ArrayList<>();
        for (int length = 1; length <= LONGEST; length++) {
            Map<String, Integer> count = new HashMap<>();
            for (int i = 0; i + length <= words.length; i++) {
                count.merge(String.join(" ", List.of(words).subList(i, i + length)), 1, Integer::sum);
            }
            counts.add(count);
        }
        return new NGrams(words.length, counts);
    }
}
