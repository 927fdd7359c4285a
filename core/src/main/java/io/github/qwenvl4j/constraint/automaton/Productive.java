package io.github.qwenvl4j.constraint.automaton;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the rules that no text ever satisfies, such as an object that must contain itself, and takes them out. */
public final class Productive {

    private final Terms terms;
    private final Set<Term> productive = new HashSet<>();
    private final Map<Term, Term> pruned = new HashMap<>();

    private Productive(Terms terms) {
        this.terms = terms;
    }

    /**
     * The start without dead ends.
     *
     * @param rules all that it may reach; changed where they have dead ends
     */
    public static Term prune(Term start, Collection<Term.Rule> rules, Terms terms) {
        Productive found = new Productive(terms);
        boolean more = true;
        while (more) {
            List<Term.Rule> next = rules.stream()
                    .filter(rule -> !found.productive.contains(rule) && found.has(rule.body(), new HashMap<>()))
                    .toList();
            more = found.productive.addAll(next);
        }
        if (found.productive.size() < new HashSet<>(rules).size()) {
            rules.forEach(rule -> rule.is(found.without(rule.body())));
        }
        return found.without(start);
    }

    /** Whether a text is known that belongs to the term. */
    private boolean has(Term term, Map<Term, Boolean> known) {
        Boolean before = known.get(term);
        if (before != null) {
            return before;
        }
        boolean has;
        if (term instanceof Term.Sequence sequence) {
            has = has(sequence.first, known) && has(sequence.rest, known);
        } else if (term instanceof Term.Either either) {
            has = either.choices.stream().anyMatch(choice -> has(choice, known));
        } else if (term instanceof Term.Repeat repeat) {
            has = repeat.min == 0 || has(repeat.each, known);
        } else if (term instanceof Term.Rule) {
            has = productive.contains(term);
        } else {
            has = term != terms.nothing();
        }
        known.put(term, has);
        return has;
    }

    private Term without(Term term) {
        Term known = pruned.get(term);
        if (known != null) {
            return known;
        }
        Term result = term;
        if (term instanceof Term.Sequence sequence) {
            result = terms.sequence(without(sequence.first), without(sequence.rest));
        } else if (term instanceof Term.Either either) {
            result = terms.either(either.choices.stream().map(this::without).toList());
        } else if (term instanceof Term.Repeat repeat) {
            result = terms.repeat(without(repeat.each), repeat.min, repeat.max);
        } else if (term instanceof Term.Rule) {
            result = productive.contains(term) ? term : terms.nothing();
        }
        pruned.put(term, result);
        return result;
    }
}
