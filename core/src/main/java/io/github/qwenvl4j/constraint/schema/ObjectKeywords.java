package io.github.qwenvl4j.constraint.schema;

import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What schemas require of objects. Properties come in the order in which the schemas name them, then all others. */
final class ObjectKeywords {

    private final JsonGrammar grammar;
    private final Terms terms;
    private final Conjunction all;
    private final List<Map<String, SchemaNode>> properties;
    private final List<String> names;
    private final Set<String> required = new LinkedHashSet<>();

    ObjectKeywords(JsonGrammar grammar, Conjunction all) {
        this.grammar = grammar;
        this.terms = grammar.json().terms();
        this.all = all;
        this.properties =
                all.nodes().values().stream().map(SchemaNode::properties).toList();
        all.nodes().values().forEach(node -> required.addAll(node.texts("required")));
        Set<String> known = new LinkedHashSet<>();
        properties.forEach(own -> known.addAll(own.keySet()));
        known.addAll(required);
        this.names = List.copyOf(known);
    }

    Term term() {
        Term others = others();
        Term first = others == terms.nothing() ? terms.empty() : terms.optional(terms.sequence(others, more(others)));
        Term following = more(others);
        Term comma = terms.text(grammar.json().comma());
        for (int i = names.size() - 1; i >= 0; i--) {
            Term property = property(names.get(i));
            Term withFirst = terms.sequence(property, following);
            Term withFollowing = terms.sequence(comma, property, following);
            boolean must = required.contains(names.get(i));
            first = must ? withFirst : terms.either(withFirst, first);
            following = must ? withFollowing : terms.either(withFollowing, following);
        }
        return terms.sequence(terms.text("{"), first, terms.text("}"));
    }

    private Term more(Term others) {
        return terms.repeat(terms.sequence(terms.text(grammar.json().comma()), others), 0, Terms.UNBOUNDED);
    }

    private Term property(String name) {
        List<SchemaNode> schemas = new ArrayList<>();
        int i = 0;
        for (SchemaNode node : all.nodes().values()) {
            SchemaNode own = properties.get(i++).get(name);
            if (own != null) {
                schemas.add(own);
            } else {
                node.schema("additionalProperties").ifPresent(schemas::add);
            }
        }
        return terms.sequence(terms.text(JsonTerms.string(name) + grammar.json().colon()), grammar.value(schemas));
    }

    /** A property that no schema names. */
    private Term others() {
        List<SchemaNode> schemas = new ArrayList<>();
        all.nodes().values().forEach(node -> node.schema("additionalProperties").ifPresent(schemas::add));
        if (schemas.stream().anyMatch(SchemaNode::isFalse)) {
            return terms.nothing();
        }
        return terms.sequence(
                grammar.json().quotedButNot(names), terms.text(grammar.json().colon()), grammar.value(schemas));
    }
}
