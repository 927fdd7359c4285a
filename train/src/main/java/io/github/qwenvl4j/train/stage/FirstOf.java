package io.github.qwenvl4j.train.stage;

import java.util.List;

/** The first of several names, and how many more there are, for a message. */
public final class FirstOf {

    private FirstOf() {}

    /** @param most how many are named */
    public static String names(List<String> all, int most) {
        String first = String.join(", ", all.subList(0, Math.min(most, all.size())));
        return all.size() > most ? first + " and " + (all.size() - most) + " more" : first;
    }
}
