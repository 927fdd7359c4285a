package io.github.qwenvl4j.constraint.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Schemas that a value must fit at the same time; what they refer to and what {@code allOf} joins is among them. Immutable.
 *
 * @param nodes by their paths
 * @param impossible whether one of them is {@code false}
 * @param chosen the paths of lists of alternatives ({@code anyOf}, {@code oneOf}) of which one is among the schemas
 */
record Conjunction(Map<String, SchemaNode> nodes, boolean impossible, Set<String> chosen) {

    /** Alternatives of which a value must fit one. @param exactlyOne and no other */
    record Alternatives(String path, List<SchemaNode> choices, boolean exactlyOne) {}

    static Conjunction of(Collection<SchemaNode> schemas, SchemaDocument document) {
        return new Conjunction(Map.of(), false, Set.of()).and(schemas, document);
    }

    private Conjunction and(Collection<SchemaNode> schemas, SchemaDocument document) {
        Map<String, SchemaNode> all = new LinkedHashMap<>(nodes);
        boolean never = impossible;
        Deque<SchemaNode> open = new ArrayDeque<>(schemas);
        while (!open.isEmpty()) {
            SchemaNode schema = open.remove();
            never |= schema.isFalse();
            if (schema.json().isObject() && all.putIfAbsent(schema.path(), schema) == null) {
                Keywords.check(schema);
                if (schema.has("$ref")) {
                    open.add(document.resolve(schema));
                }
                open.addAll(schema.schemas("allOf"));
            }
        }
        return new Conjunction(all, never, chosen);
    }

    /** What the conjunction is known by. */
    String key() {
        return impossible
                ? "false"
                : String.join("\n", new TreeSet<>(nodes.keySet())) + "\n\n" + String.join("\n", chosen);
    }

    /** Alternatives of which none is chosen yet. */
    Optional<Alternatives> alternatives() {
        for (SchemaNode schema : nodes.values()) {
            for (String keyword : List.of("anyOf", "oneOf")) {
                if (schema.has(keyword) && !chosen.contains(schema.at(keyword))) {
                    return Optional.of(
                            new Alternatives(schema.at(keyword), schema.schemas(keyword), keyword.equals("oneOf")));
                }
            }
        }
        return Optional.empty();
    }

    /** This, with one of the alternatives; nothing for one that leads back to where it stands. */
    Optional<Conjunction> choose(Alternatives from, SchemaNode choice, SchemaDocument document) {
        SchemaNode named = choice;
        Set<String> seen = new LinkedHashSet<>();
        while (named.has("$ref") && seen.add(named.path())) {
            named = document.resolve(named);
        }
        if (leadsBack(named.at(""))) {
            return Optional.empty();
        }
        Set<String> more = new TreeSet<>(chosen);
        more.add(from.path());
        return Optional.of(new Conjunction(nodes, impossible, more).and(List.of(choice), document));
    }

    private boolean leadsBack(String place) {
        return alternatives()
                        .filter(open ->
                                open.path().startsWith(place) && open.path().indexOf('/', place.length()) < 0)
                        .isPresent()
                || chosen.stream().anyMatch(path -> path.startsWith(place) && path.indexOf('/', place.length()) < 0);
    }

    /** The values of a keyword in all schemas that have it. */
    <T> List<T> values(Function<SchemaNode, Optional<T>> keyword) {
        return nodes.values().stream()
                .flatMap(node -> keyword.apply(node).stream())
                .toList();
    }

    /** The values of {@code enum} and {@code const} that all schemas allow; nothing where no schema has one. */
    Optional<List<JsonNode>> allowed() {
        List<List<JsonNode>> lists = new ArrayList<>();
        for (SchemaNode node : nodes.values()) {
            if (node.has("const")) {
                lists.add(List.of(node.json().get("const")));
            }
            if (node.has("enum")) {
                if (!(node.json().get("enum") instanceof ArrayNode)) {
                    throw SchemaNode.wrong(node.at("enum"), "must be a list");
                }
                List<JsonNode> values = new ArrayList<>();
                node.json().get("enum").forEach(values::add);
                lists.add(values);
            }
        }
        if (lists.isEmpty()) {
            return Optional.empty();
        }
        List<JsonNode> common = lists.get(0);
        for (List<JsonNode> list : lists) {
            Set<String> texts =
                    new LinkedHashSet<>(list.stream().map(JsonTerms::of).toList());
            common = common.stream()
                    .filter(value -> texts.contains(JsonTerms.of(value)))
                    .toList();
        }
        return Optional.of(common);
    }
}
