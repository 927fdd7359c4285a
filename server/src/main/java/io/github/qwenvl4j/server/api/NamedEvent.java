package io.github.qwenvl4j.server.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event of a streamed reply in the APIs whose events have names.
 *
 * @param name also the value of {@code type} in the data
 */
public record NamedEvent(String name, Map<String, Object> data) {

    public static NamedEvent of(String name, Map<String, ?> fields) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("type", name);
        data.putAll(fields);
        return new NamedEvent(name, data);
    }

    public static NamedEvent of(String name) {
        return of(name, Map.of());
    }
}
