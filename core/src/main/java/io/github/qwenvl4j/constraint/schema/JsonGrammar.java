package io.github.qwenvl4j.constraint.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.automaton.Productive;
import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The JSON values that fit a schema, as a term. For one schema. */
public final class JsonGrammar {

    private static final int MOST_SCHEMAS = 20_000;
    private static final int DEEPEST = 200;

    private record ToTellApart(Term one, Term other, String path) {}

    private final SchemaDocument document;
    private final Terms terms;
    private final JsonTerms json;
    private final Map<String, Term.Rule> rules = new HashMap<>();
    private final List<ToTellApart> toTellApart = new ArrayList<>();
    private int depth;

    private JsonGrammar(String schema, Terms terms, boolean blanks) {
        this.document = new SchemaDocument(schema);
        this.terms = terms;
        this.json = new JsonTerms(terms, blanks);
    }

    /** Any JSON value. */
    public static Term any(Terms terms) {
        return of("true", terms);
    }

    /**
     * @param schema as text
     * @throws QwenVlException where it is wrong; of kind UNSUPPORTED where it cannot be enforced; both name the place
     */
    public static Term of(String schema, Terms terms) {
        return of(schema, terms, false);
    }

    /** The same with or without a blank behind each comma and colon. */
    public static Term of(String schema, Terms terms, boolean blanks) {
        JsonGrammar grammar = new JsonGrammar(schema, terms, blanks);
        Term start = grammar.value(List.of(grammar.document.root()));
        Term pruned = Productive.prune(start, grammar.rules.values(), terms);
        grammar.requireToldApart();
        return pruned;
    }

    JsonTerms json() {
        return json;
    }

    /** A value that fits all these schemas. */
    Term value(Collection<SchemaNode> schemas) {
        Conjunction all = Conjunction.of(schemas, document);
        String key = all.key();
        Term.Rule known = rules.get(key);
        if (known != null) {
            return known;
        }
        if (rules.size() > MOST_SCHEMAS || ++depth > DEEPEST) {
            throw SchemaNode.refused(
                    "#", "has more than " + (depth > DEEPEST ? DEEPEST + " levels" : MOST_SCHEMAS + " parts"));
        }
        Term.Rule rule = terms.rule();
        rules.put(key, rule);
        rule.is(inPlace(all));
        depth--;
        return rule;
    }

    private Term inPlace(Conjunction all) {
        if (all.impossible()) {
            return terms.nothing();
        }
        Optional<Conjunction.Alternatives> alternatives = all.alternatives();
        return alternatives.isPresent() ? oneOf(all, alternatives.get()) : plain(all);
    }

    private Term oneOf(Conjunction all, Conjunction.Alternatives alternatives) {
        List<Term> choices = new ArrayList<>();
        for (SchemaNode choice : alternatives.choices()) {
            all.choose(alternatives, choice, document).map(this::inPlace).ifPresent(choices::add);
        }
        if (alternatives.exactlyOne()) {
            for (int i = 0; i < choices.size(); i++) {
                for (int j = 0; j < i; j++) {
                    toTellApart.add(new ToTellApart(choices.get(j), choices.get(i), alternatives.path()));
                }
            }
        }
        return terms.either(choices);
    }

    private void requireToldApart() {
        for (ToTellApart pair : toTellApart) {
            if (!terms.disjoint(pair.one, pair.other)) {
                throw SchemaNode.refused(
                        pair.path, "has alternatives that a value may fit at the same time (anyOf would allow that)");
            }
        }
    }

    private Term plain(Conjunction all) {
        Set<JsonType> types = JsonType.of(all);
        Optional<List<JsonNode>> allowed = all.allowed();
        if (allowed.isPresent()) {
            List<String> texts = allowed.get().stream()
                    .filter(value -> types.contains(JsonType.of(value)))
                    .filter(value -> fits(value, all))
                    .map(json::written)
                    .toList();
            return terms.either(texts.stream().map(terms::text).toList());
        }
        if (types.contains(JsonType.FRACTION)) {
            types.remove(JsonType.WHOLE); // is among them
        }
        List<Term> choices = new ArrayList<>();
        types.forEach(type -> choices.add(typed(type, all)));
        return terms.either(choices);
    }

    /** Whether a value fits what is required of values of its type. */
    private boolean fits(JsonNode value, Conjunction all) {
        JsonType type = JsonType.of(value);
        if (type == JsonType.WHOLE || type == JsonType.FRACTION) {
            return NumberKeywords.fits(value.decimalValue(), all);
        }
        Term state = typed(type, all);
        for (byte next : json.written(value).getBytes(StandardCharsets.UTF_8)) {
            state = terms.next(state, next);
        }
        return state.nullable();
    }

    private Term typed(JsonType type, Conjunction all) {
        return switch (type) {
            case NULL -> terms.text("null");
            case BOOLEAN -> terms.either(terms.text("true"), terms.text("false"));
            case WHOLE -> json.number(NumberKeywords.range(all, true));
            case FRACTION -> json.number(NumberKeywords.range(all, false));
            case STRING -> json.quoted(new StringKeywords(json, all).content());
            case ARRAY -> new ArrayKeywords(this, all).term();
            case OBJECT -> new ObjectKeywords(this, all).term();
        };
    }
}
