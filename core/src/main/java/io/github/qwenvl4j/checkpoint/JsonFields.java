package io.github.qwenvl4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of one JSON object, read by name. Unknown fields are ignored; errors name the field. */
public final class JsonFields {

    private final String prefix;
    private final JsonNode object;
    private final Set<String> asked = new HashSet<>();

    JsonFields(String prefix, JsonNode object) {
        this.prefix = prefix;
        this.object = object;
    }

    public boolean has(String name) {
        asked.add(name);
        return object.hasNonNull(name);
    }

    public int integer(String name) {
        JsonNode value = required(name);
        require(value.isIntegralNumber() && value.canConvertToInt(), name, value, "must be a whole number");
        return value.intValue();
    }

    public int integer(String name, int absent) {
        return has(name) ? integer(name) : absent;
    }

    public double number(String name) {
        JsonNode value = required(name);
        require(value.isNumber(), name, value, "must be a number");
        return value.doubleValue();
    }

    public double number(String name, double absent) {
        return has(name) ? number(name) : absent;
    }

    public boolean bool(String name) {
        JsonNode value = required(name);
        require(value.isBoolean(), name, value, "must be true or false");
        return value.booleanValue();
    }

    public boolean bool(String name, boolean absent) {
        return has(name) ? bool(name) : absent;
    }

    public String text(String name) {
        JsonNode value = required(name);
        require(value.isTextual(), name, value, "must be text");
        return value.textValue();
    }

    public String text(String name, String absent) {
        return has(name) ? text(name) : absent;
    }

    /** A list of whole numbers. */
    public List<Integer> integers(String name) {
        return integers(name, required(name));
    }

    /** A whole number, a list of them, or nothing. */
    List<Integer> anyIntegers(String name) {
        if (!has(name)) {
            return List.of();
        }
        return object.get(name).isArray() ? integers(name) : List.of(integer(name));
    }

    /** A list of lists of whole numbers, or nothing. */
    List<List<Integer>> integerLists(String name) {
        List<List<Integer>> lists = new ArrayList<>();
        if (has(name)) {
            require(object.get(name).isArray(), name, object.get(name), "must be a list");
            object.get(name).forEach(list -> lists.add(integers(name, list)));
        }
        return lists;
    }

    private List<Integer> integers(String name, JsonNode list) {
        require(list.isArray(), name, list, "must be a list");
        List<Integer> integers = new ArrayList<>();
        for (JsonNode element : list) {
            boolean fits = element.isIntegralNumber() && element.canConvertToInt();
            require(fits, name, list, "must be a list of whole numbers");
            integers.add(element.intValue());
        }
        return integers;
    }

    /** This object, whose values are all whole numbers. */
    public Map<String, Integer> wholeNumbers() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        object.fieldNames().forEachRemaining(key -> numbers.put(key, integer(key)));
        return numbers;
    }

    /** The names of the fields. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A list of objects. */
    public List<JsonFields> objects(String name) {
        JsonNode value = required(name);
        require(value.isArray(), name, value, "must be a list");
        List<JsonFields> objects = new ArrayList<>();
        for (JsonNode element : value) {
            require(element.isObject(), name, value, "must be a list of objects");
            objects.add(new JsonFields(prefix + name + "[" + objects.size() + "].", element));
        }
        return objects;
    }

    /** A list of pairs of texts, written as lists of two or as {@code "a b"}. */
    public List<List<String>> pairs(String name) {
        JsonNode value = required(name);
        require(value.isArray(), name, value, "must be a list");
        List<List<String>> pairs = new ArrayList<>();
        for (JsonNode element : value) {
            List<String> pair = element.isTextual()
                    ? List.of(element.textValue().split(" ", 2))
                    : List.of(element.path(0).asText(), element.path(1).asText());
            require(pair.size() == 2, name, element, "must be a list of pairs");
            pairs.add(pair);
        }
        return pairs;
    }

    public JsonFields object(String name) {
        JsonNode value = required(name);
        require(value.isObject(), name, value, "must be an object");
        return new JsonFields(prefix + name + ".", value);
    }

    public Optional<JsonFields> optionalObject(String name) {
        return has(name) ? Optional.of(object(name)) : Optional.empty();
    }

    /** An object whose values are all text. */
    public Map<String, String> texts(String name) {
        JsonFields fields = object(name);
        Map<String, String> texts = new LinkedHashMap<>();
        fields.object.fieldNames().forEachRemaining(key -> texts.put(key, fields.text(key)));
        return texts;
    }

    /**
     * Refuses every field that has neither been read nor is known to be harmless, because it may change the meaning of
     * others.
     */
    void requireKnown(Set<String> harmless) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            boolean known = asked.contains(name) || harmless.contains(name) || saysNothing(field.getValue());
            require(known, name, field.getValue(), "which is not known here and may change what the weights mean");
        }
    }

    private static boolean saysNothing(JsonNode value) {
        if (value.isBoolean()) {
            return !value.booleanValue();
        }
        return value.isNull()
                || value.isEmpty() && !value.isNumber() && value.asText().isEmpty();
    }

    private JsonNode required(String name) {
        if (!has(name)) {
            throw new QwenVlException(prefix + name + " is missing");
        }
        return object.get(name);
    }

    private void require(boolean holds, String name, JsonNode value, String rule) {
        Check.that(holds, prefix + Check.shown(name), value, rule);
    }
}
