package io.github.qwenvl4j.constraint.schema;

import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.util.ArrayList;
import java.util.List;

/** What schemas require of arrays. */
final class ArrayKeywords {

    private final JsonGrammar grammar;
    private final Terms terms;
    private final Conjunction all;
    private final int prefix;
    private final int min;
    private final int max;

    ArrayKeywords(JsonGrammar grammar, Conjunction all) {
        this.grammar = grammar;
        this.terms = grammar.json().terms();
        this.all = all;
        this.prefix = all.nodes().values().stream()
                .mapToInt(node -> node.schemas("prefixItems").size())
                .max()
                .orElse(0);
        this.min = all.values(node -> node.count("minItems")).stream()
                .max(Integer::compare)
                .orElse(0);
        this.max = all.values(node -> node.count("maxItems")).stream()
                .min(Integer::compare)
                .orElse(Terms.UNBOUNDED);
    }

    Term term() {
        boolean possible = max == Terms.UNBOUNDED || min <= max;
        return possible ? terms.sequence(terms.text("["), elements(), terms.text("]")) : terms.nothing();
    }

    private Term elements() {
        Term rest = behindPrefix();
        for (int i = prefix - 1; i >= 0; i--) {
            Term more = i == max ? terms.nothing() : terms.sequence(comma(i), element(i), rest);
            rest = i >= min ? terms.optional(more) : more;
        }
        return rest;
    }

    private Term behindPrefix() {
        int left = max == Terms.UNBOUNDED ? max : Math.max(0, max - prefix);
        int needed = Math.max(0, min - prefix);
        Term element = left == 0 ? terms.nothing() : element(prefix);
        if (prefix > 0) {
            return terms.repeat(terms.sequence(comma(1), element), needed, left);
        }
        if (left == 0) {
            return terms.empty();
        }
        Term others = terms.repeat(
                terms.sequence(comma(1), element), Math.max(0, needed - 1), left == Terms.UNBOUNDED ? left : left - 1);
        Term some = terms.sequence(element, others);
        return needed == 0 ? terms.optional(some) : some;
    }

    private Term comma(int index) {
        return index == 0 ? terms.empty() : terms.text(grammar.json().comma());
    }

    private Term element(int index) {
        List<SchemaNode> schemas = new ArrayList<>();
        for (SchemaNode node : all.nodes().values()) {
            List<SchemaNode> own = node.schemas("prefixItems");
            if (index < own.size()) {
                schemas.add(own.get(index));
            } else {
                node.schema("items").ifPresent(schemas::add);
            }
        }
        return grammar.value(schemas);
    }
}
