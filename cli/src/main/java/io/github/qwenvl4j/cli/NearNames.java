package io.github.qwenvl4j.cli;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds the known names that are most similar to a misspelt one. */
record NearNames(Collection<String> known) {

    /** The names with the fewest typing errors; if there are none, those that start with the same letters. */
    List<String> of(String typed) {
        SortedMap<Integer, List<String>> bySlips = known.stream()
                .filter(name -> slips(typed, name) <= allowed(name))
                .collect(Collectors.groupingBy(name -> slips(typed, name), TreeMap::new, Collectors.toList()));
        return bySlips.isEmpty()
                ? known.stream().filter(name -> name.startsWith(typed)).toList()
                : bySlips.get(bySlips.firstKey());
    }

    /** Two errors turn a word of three letters into any other. */
    private static int allowed(String name) {
        return name.length() <= 4 ? 1 : 2;
    }

    /** The minimum number of letters left out, added, changed or swapped with their neighbour. */
    private static int slips(String typed, String name) {
        int[] twoBefore = new int[0];
        int[] before = IntStream.rangeClosed(0, name.length())
                .toArray(); // nothing typed against the first letters of the name
        for (int i = 1; i <= typed.length(); i++) {
            int[] now = new int[name.length() + 1];
            now[0] = i;
            for (int j = 1; j <= name.length(); j++) {
                int changed = before[j - 1] + (typed.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(changed, 1 + Math.min(before[j], now[j - 1]));
                if (swapped(typed, i, name, j)) {
                    now[j] = Math.min(now[j], 1 + twoBefore[j - 2]);
                }
            }
            twoBefore = before;
            before = now;
        }
        return before[name.length()];
    }

    private static boolean swapped(String typed, int i, String name, int j) {
        return i > 1 && j > 1 && typed.charAt(i - 1) == name.charAt(j - 2) && typed.charAt(i - 2) == name.charAt(j - 1);
    }
}
