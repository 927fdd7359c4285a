package io.github.qwenvl4j.batch.run;

import java.util.Map;
import java.util.Set;

/**
 * What is known of pictures that were under way when a process died.
 *
 * @param alone looked at while nothing else is, so that it is known which one ends the process
 * @param refused not looked at any more, with the reason
 */
public record Precautions(Set<String> alone, Map<String, String> refused) {

    public static final Precautions NONE = new Precautions(Set.of(), Map.of());

    public Precautions {
        alone = Set.copyOf(alone);
        refused = Map.copyOf(refused);
    }
}
