package io.github.qwenvl4j.checkpoint;

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
    private final Map<String, ?> object;
    private final Set<String> asked = new HashSet<>();

    JsonFields(String prefix, Map<String, ?> object) {
        this.prefix = prefix;
        this.object = object;
    }

    public boolean has(String name) {
        asked.add(name);
        return object.get(name) != null;
    }

    public int integer(String name) {
        return as(Integer.class, name, "must be a whole number");
    }

    public int integer(String name, int absent) {
        return has(name) ? integer(name) : absent;
    }

    public double number(String name) {
        return as(Number.class, name, "must be a number").doubleValue();
    }

    public double number(String name, double absent) {
        return has(name) ? number(name) : absent;
    }

    public boolean bool(String name) {
        return as(Boolean.class, name, "must be true or false");
    }

    public boolean bool(String name, boolean absent) {
        return has(name) ? bool(name) : absent;
    }

    public String text(String name) {
        return as(String.class, name, "must be text");
    }

    public String text(String name, String absent) {
        return has(name) ? text(name) : absent;
    }

    /** A list of whole numbers. */
    public List<Integer> integers(String name) {
        return integers(name, list(name));
    }

    /** A whole number, a list of them, or nothing. */
    List<Integer> anyIntegers(String name) {
        if (!has(name)) {
            return List.of();
        }
        return object.get(name) instanceof List ? integers(name) : List.of(integer(name));
    }

    /** A list of lists of whole numbers, or nothing. */
    List<List<Integer>> integerLists(String name) {
        List<List<Integer>> lists = new ArrayList<>();
        if (has(name)) {
            list(name).forEach(each -> lists.add(integers(name, each)));
        }
        return lists;
    }

    private List<Integer> integers(String name, Object value) {
        require(value instanceof List, name, value, "must be a list");
        List<Integer> integers = new ArrayList<>();
        for (Object element : (List<?>) value) {
            require(element instanceof Integer, name, value, "must be a list of whole numbers");
            integers.add((Integer) element);
        }
        return integers;
    }

    /** This object, whose values are all whole numbers. */
    public Map<String, Integer> wholeNumbers() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        object.keySet().forEach(key -> numbers.put(key, integer(key)));
        return numbers;
    }

    /** The names of the fields. */
    public List<String> names() {
        return List.copyOf(object.keySet());
    }

    /** A list of objects. */
    public List<JsonFields> objects(String name) {
        List<JsonFields> objects = new ArrayList<>();
        for (Object element : list(name)) {
            require(element instanceof Map, name, object.get(name), "must be a list of objects");
            objects.add(fields(name + "[" + objects.size() + "].", element));
        }
        return objects;
    }

    /** A list of pairs of texts, written as lists of two or as {@code "a b"}. */
    public List<List<String>> pairs(String name) {
        List<List<String>> pairs = new ArrayList<>();
        for (Object element : list(name)) {
            List<?> pair = element instanceof String text
                    ? List.of(text.split(" ", 2))
                    : element instanceof List<?> list ? list : List.of();
            boolean two = pair.size() == 2 && pair.get(0) instanceof String && pair.get(1) instanceof String;
            require(two, name, element, "must be a list of pairs");
            pairs.add(List.of((String) pair.get(0), (String) pair.get(1)));
        }
        return pairs;
    }

    public JsonFields object(String name) {
        return fields(name + ".", as(Map.class, name, "must be an object"));
    }

    public Optional<JsonFields> optionalObject(String name) {
        return has(name) ? Optional.of(object(name)) : Optional.empty();
    }

    /** An object whose values are all text. */
    public Map<String, String> texts(String name) {
        JsonFields fields = object(name);
        Map<String, String> texts = new LinkedHashMap<>();
        fields.object.keySet().forEach(key -> texts.put(key, fields.text(key)));
        return texts;
    }

    /**
     * Refuses every field that has neither been read nor is known to be harmless, because it may change the meaning of
     * others.
     */
    void requireKnown(Set<String> harmless) {
        for (Map.Entry<String, ?> field : object.entrySet()) {
            String name = field.getKey();
            boolean known = asked.contains(name) || harmless.contains(name) || saysNothing(field.getValue());
            require(known, name, field.getValue(), "which is not known here and may change what the weights mean");
        }
    }

    private static boolean saysNothing(Object value) {
        return value == null
                || value.equals(false)
                || value.equals("")
                || value instanceof List<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
    }

    private List<?> list(String name) {
        return as(List.class, name, "must be a list");
    }

    @SuppressWarnings("unchecked") // a map of a JSON text has names as keys
    private JsonFields fields(String below, Object map) {
        return new JsonFields(prefix + below, (Map<String, ?>) map);
    }

    private <T> T as(Class<T> type, String name, String rule) {
        if (!has(name)) {
            throw new QwenVlException(prefix + name + " is missing");
        }
        Object value = object.get(name);
        require(type.isInstance(value), name, value, rule);
        return type.cast(value);
    }

    private void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw Check.refusal(prefix + Check.shown(name), JsonFile.text(value), rule);
        }
    }
}
