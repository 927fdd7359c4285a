package io.github.qwenvl4j.engine;

import java.util.List;
import java.util.Optional;

/**
 * Text that ends before the first stop string. A tail that may still become a stop string is held back. For one answer.
 */
final class StopStrings {

    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private Optional<String> found = Optional.empty();

    StopStrings(List<String> stops) {
        this.stops = stops;
    }

    /** Takes the next piece; what of it (and of what was held back) is certain. */
    String append(String piece) {
        held.append(piece);
        int stop = firstStop();
        if (stop >= 0) {
            found = stops.stream().filter(text -> held.indexOf(text) == stop).findFirst();
            held.setLength(stop);
            return flush();
        }
        int certain = held.length() - longestStart();
        String text = held.substring(0, certain);
        held.delete(0, certain);
        return text;
    }

    /** What is still held back, once no more text comes. */
    String flush() {
        String text = held.toString();
        held.setLength(0);
        return text;
    }

    /** The stop string that ended the text. */
    Optional<String> found() {
        return found;
    }

    private int firstStop() {
        int first = -1;
        for (String stop : stops) {
            int index = held.indexOf(stop);
            first = index >= 0 && (first < 0 || index < first) ? index : first;
        }
        return first;
    }

    /** Length of the longest end of the text that is a start of a stop string. */
    private int longestStart() {
        int longest = 0;
        for (String stop : stops) {
            longest = Math.max(longest, startOf(stop));
        }
        return longest;
    }

    private int startOf(String stop) {
        int length = Math.min(stop.length() - 1, held.length());
        while (length > 0 && !stop.startsWith(held.substring(held.length() - length))) {
            length--;
        }
        return length;
    }
}
