package io.github.qwenvl4j.train.things;

import java.util.ArrayList;
import java.util.List;

/**
 * An everyday thing that every icon set may draw.
 *
 * @param index its place in the list of things
 * @param icons names of its icons, the usual one first
 * @param names its usual name, then synonyms
 */
record Thing(int index, List<String> icons, List<Noun> names) {

    Noun noun() {
        return names.get(0);
    }

    /** Reads {@code icon=icon|name/plural,name|name,name}. */
    static Thing parse(int index, String measure, String line) {
        String[] parts = line.split("\\|");
        String[] english = parts[1].split(",");
        String[] chinese = parts[2].split(",");
        List<Noun> names = new ArrayList<>();
        for (int i = 0; i < Math.max(english.length, chinese.length); i++) {
            String[] forms = english[Math.min(i, english.length - 1)].split("/");
            String plural = forms.length > 1 ? forms[1] : forms[0] + "s";
            names.add(new Noun(forms[0], plural, chinese[Math.min(i, chinese.length - 1)], measure));
        }
        return new Thing(index, List.of(parts[0].split("[=,]")), List.copyOf(names));
    }
}
