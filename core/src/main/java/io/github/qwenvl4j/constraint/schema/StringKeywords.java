package io.github.qwenvl4j.constraint.schema;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import io.github.qwenvl4j.constraint.regex.CodePoints;
import io.github.qwenvl4j.constraint.regex.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What schemas require of strings. */
record StringKeywords(JsonTerms json, Conjunction all) {

    private static final int LONGEST_COUNTED = 1_000_000;

    /** What stands between the quotes. */
    Term content() {
        Terms terms = json.terms();
        List<Term> parts = new ArrayList<>();
        all.nodes().values().forEach(node -> {
            pattern(node).ifPresent(parts::add);
            format(node).ifPresent(parts::add);
        });
        int min = all.values(node -> node.count("minLength")).stream()
                .max(Integer::compare)
                .orElse(0);
        int max = all.values(node -> node.count("maxLength")).stream()
                .min(Integer::compare)
                .filter(count -> count < LONGEST_COUNTED)
                .orElse(Terms.UNBOUNDED);
        if (max != Terms.UNBOUNDED && max < min) {
            return terms.nothing();
        }
        if (parts.isEmpty() || min > 0 || max != Terms.UNBOUNDED) {
            parts.add(terms.repeat(json.letter(CodePoints.all()), min, max));
        }
        Term common = parts.get(0);
        for (Term part : parts.subList(1, parts.size())) {
            common = both(common, part);
        }
        return common;
    }

    private Term both(Term one, Term other) {
        SchemaNode first = all.nodes().values().iterator().next();
        return placed(first.path(), () -> json.terms().both(one, other));
    }

    private Optional<Term> pattern(SchemaNode node) {
        Optional<String> pattern = node.text("pattern");
        boolean formatSaysIt = node.text("format").flatMap(Formats::expression).isPresent();
        if (pattern.isEmpty() || Regex.looksAround(pattern.get()) && formatSaysIt) {
            return Optional.empty();
        }
        return Optional.of(
                placed(node.at("pattern"), () -> new Regex(pattern.get(), json.terms(), json::letter).anywhere()));
    }

    private Optional<Term> format(SchemaNode node) {
        return node.text("format").flatMap(Formats::expression).map(json::format);
    }

    private static Term placed(String path, Supplier<Term> term) {
        try {
            return term.get();
        } catch (QwenVlException e) {
            throw e.kind() == QwenVlException.Kind.UNSUPPORTED
                    ? SchemaNode.refused(path, "- " + e.getMessage())
                    : SchemaNode.wrong(path, "- " + e.getMessage());
        }
    }
}
