package io.github.qwenvl4j.cli;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which known names were probably meant by a misspelt one: letters left out, added, changed or swapped. */
record NearNames(Collection<String> known) {

    /** Those with the fewest slips; without one, those that begin like it. */
    List<String> of(String typed) {
        SortedMap<Integer, List<String>> bySlips = known.stream()
                .filter(name -> slips(typed, name) <= allowed(name))
                .collect(Collectors.groupingBy(name -> slips(typed, name), TreeMap::new, Collectors.toList()));
        return bySlips.isEmpty()
                ? known.stream().filter(name -> name.startsWith(typed)).toList()
                : bySlips.get(bySlips.firstKey());
    }

    /** Two slips turn a word of three letters into any other. */
    private static int allowed(String name) {
        return name.length() <= 4 ? 1 : 2;
    }

    /** The smallest number of slips that turn one into the other. */
    private static int slips(String typed, String name) {
        int[] twoBefore = new int[0];
        int[] before = IntStream.rangeClosed(0, name.length()).toArray(); // of no letter to the name's first ones
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
