package io.github.qwenvl4j.constraint.automaton;

import io.github.qwenvl4j.QwenVlException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether two sets have a text in common: looks through the pairs of states that their automata reach together. */
final class Emptiness {

    private static final int MOST_PAIRS = 50_000;
    private static final int MOST_PAIRS_TOLD_APART = 500;

    private record Pair(Term one, Term other) {}

    private final Terms terms;
    private final Map<Pair, Boolean> alive = new HashMap<>();

    Emptiness(Terms terms) {
        this.terms = terms;
    }

    /** @throws QwenVlException of kind UNSUPPORTED where that takes too many states */
    boolean isEmpty(Term both) {
        if (!(both instanceof Term.Both pair)) {
            return both == terms.nothing();
        }
        Pair asked = new Pair(pair.one, pair.other);
        if (!alive.containsKey(asked)) {
            explore(asked);
        }
        return !alive.get(asked);
    }

    /** Finds all reachable pairs, then goes back from those that may end. */
    private void explore(Pair start) {
        Map<Pair, List<Pair>> before = new HashMap<>();
        Deque<Pair> open = new ArrayDeque<>(List.of(start));
        Deque<Pair> living = new ArrayDeque<>();
        before.put(start, new ArrayList<>());
        while (!open.isEmpty()) {
            Pair pair = open.remove();
            if (ends(pair)) {
                living.add(pair);
            }
            for (Pair next : after(pair)) {
                if (!before.containsKey(next)) {
                    before.put(next, new ArrayList<>());
                    open.add(next);
                }
                before.get(next).add(pair);
            }
            if (before.size() > MOST_PAIRS) {
                throw new QwenVlException(
                        QwenVlException.Kind.UNSUPPORTED,
                        "conditions on one value take more than " + MOST_PAIRS + " states together");
            }
        }
        Set<Pair> reached = new HashSet<>(living);
        while (!living.isEmpty()) {
            for (Pair earlier : before.get(living.remove())) {
                if (reached.add(earlier)) {
                    living.add(earlier);
                }
            }
        }
        before.keySet().forEach(pair -> alive.put(pair, reached.contains(pair)));
    }

    /** Whether no text belongs to both; false too where that takes too many states to tell. */
    boolean disjoint(Term one, Term other) {
        Set<Pair> seen = new HashSet<>();
        Deque<Pair> open = new ArrayDeque<>(List.of(new Pair(one, other)));
        while (!open.isEmpty()) {
            Pair pair = open.remove();
            if (ends(pair) || seen.size() > MOST_PAIRS_TOLD_APART) {
                return false;
            }
            if (seen.add(pair)) {
                open.addAll(after(pair));
            }
        }
        return true;
    }

    private static boolean ends(Pair pair) {
        return pair.one.nullable() && pair.other.nullable();
    }

    private Set<Pair> after(Pair pair) {
        Set<Pair> after = new HashSet<>();
        ByteClasses classes = terms.partitions().and(pair.one.classes(terms), pair.other.classes(terms));
        for (int i = 0; i < classes.count(); i++) {
            int value = classes.first(i);
            Term one = pair.one.next(value, terms);
            Term other = one == terms.nothing() ? one : pair.other.next(value, terms);
            if (other != terms.nothing()) {
                after.add(ordered(one, other));
            }
        }
        return after;
    }

    private static Pair ordered(Term one, Term other) {
        return one.number() < other.number() ? new Pair(one, other) : new Pair(other, one);
    }
}
