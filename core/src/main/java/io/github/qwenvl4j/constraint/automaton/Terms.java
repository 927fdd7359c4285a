package io.github.qwenvl4j.constraint.automaton;

import io.github.qwenvl4j.QwenVlException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * Makes the terms of one automaton, each only once, in a normal form that has finitely many derivatives where the set is
 * regular. No state leads only to dead ends: what is empty becomes {@link #nothing()} at once. Not thread-safe.
 */
public final class Terms {

    /** As the most times of {@link #repeat}. */
    public static final int UNBOUNDED = -1;

    /** Choices that count: whoever reads a text in so many ways at once takes time and memory for each of them. */
    private static final int WIDE = 100;

    private static final int MOST_WIDE = 3_000_000;

    private final Map<List<Object>, Term> known = new HashMap<>();
    private final Emptiness emptiness = new Emptiness(this);
    private final Partitions partitions = new Partitions();
    private int made;
    private int wide; // choices in all wide terms together
    private final Term nothing = new Term.Nothing(made++);
    private final Term empty = new Term.Empty(made++);

    /** How many terms have been made. */
    public int size() {
        return made;
    }

    /** Whether many more states may be too many. */
    public boolean worn() {
        return wide > MOST_WIDE / 2;
    }

    /** No text at all; as a state, a dead end. */
    public Term nothing() {
        return nothing;
    }

    public Term empty() {
        return empty;
    }

    public Term oneByte(ByteSet set) {
        return set.count() == 0 ? nothing : made(List.of("byte", set), number -> new Term.OneByte(number, set));
    }

    public Term text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<Term> parts = new ArrayList<>();
        for (byte value : bytes) {
            parts.add(oneByte(ByteSet.range(value & 0xFF, value & 0xFF)));
        }
        return sequence(parts);
    }

    public Term sequence(Term... parts) {
        return sequence(List.of(parts));
    }

    public Term sequence(List<Term> parts) {
        if (parts.contains(nothing)) {
            return nothing;
        }
        List<Term> flat = new ArrayList<>();
        for (Term part : parts.subList(0, Math.max(0, parts.size() - 1))) {
            Term left = part;
            while (left instanceof Term.Sequence sequence) {
                flat.add(sequence.first);
                left = sequence.rest;
            }
            flat.add(left);
        }
        Term result = parts.isEmpty() ? empty : parts.get(parts.size() - 1);
        for (int i = flat.size() - 1; i >= 0; i--) {
            result = pair(flat.get(i), result);
        }
        return result;
    }

    private Term pair(Term first, Term rest) {
        if (first == empty) {
            return rest;
        }
        return rest == empty
                ? first
                : made(List.of("sequence", first, rest), number -> new Term.Sequence(number, first, rest));
    }

    public Term optional(Term term) {
        return either(List.of(empty, term));
    }

    public Term either(Term... choices) {
        return either(List.of(choices));
    }

    public Term either(Collection<Term> choices) {
        TreeSet<Term> flat = new TreeSet<>(Comparator.comparingInt(Term::number));
        for (Term choice : choices) {
            if (choice instanceof Term.Either nested) {
                flat.addAll(nested.choices);
            } else if (choice != nothing) {
                flat.add(choice);
            }
        }
        if (flat.size() > 1) {
            flat = mergedBytes(flat);
        }
        if (flat.size() <= 1) {
            return flat.isEmpty() ? nothing : flat.first();
        }
        List<Term> sorted = List.copyOf(flat);
        return made(List.of("either", sorted), number -> either(number, sorted));
    }

    private Term either(int number, List<Term> choices) {
        wide += choices.size() > WIDE ? choices.size() : 0;
        if (wide > MOST_WIDE) {
            throw new QwenVlException(
                    QwenVlException.Kind.UNSUPPORTED,
                    "the form can be read in too many ways at once: bounded repetitions within repetitions cause that");
        }
        return new Term.Either(number, choices);
    }

    /** Choices that begin with one byte and continue alike become one choice. */
    private TreeSet<Term> mergedBytes(TreeSet<Term> choices) {
        Map<Term, ByteSet> byRest = new LinkedHashMap<>();
        TreeSet<Term> merged = new TreeSet<>(choices.comparator());
        for (Term choice : choices) {
            if (choice instanceof Term.OneByte one) {
                byRest.merge(empty, one.set, ByteSet::or);
            } else if (choice instanceof Term.Sequence sequence && sequence.first instanceof Term.OneByte one) {
                byRest.merge(sequence.rest, one.set, ByteSet::or);
            } else {
                merged.add(choice);
            }
        }
        byRest.forEach((rest, set) -> merged.add(pair(oneByte(set), rest)));
        return merged;
    }

    /** @param max may be {@link #UNBOUNDED} */
    public Term repeat(Term each, int min, int max) {
        if (max == 0 || each == empty) {
            return empty;
        }
        if (each == nothing) {
            return min == 0 ? empty : nothing;
        }
        if (min == 1 && max == 1) {
            return each;
        }
        int least = each.nullable() ? 0 : min;
        return made(List.of("repeat", each, least, max), number -> new Term.Repeat(number, each, least, max));
    }

    /** What belongs to both of two regular sets. */
    public Term both(Term one, Term other) {
        if (one == nothing || other == nothing) {
            return nothing;
        }
        if (one == other) {
            return one;
        }
        Term first = one.number() < other.number() ? one : other;
        Term second = first == one ? other : one;
        Term both = made(List.of("both", first, second), number -> new Term.Both(number, first, second));
        return emptiness.isEmpty(both) ? nothing : both;
    }

    /** The positive decimal numbers, and 0, that a number divides. */
    public Term multiple(int divisor) {
        return multiple(divisor, 0, false);
    }

    Term multiple(int divisor, int rest, boolean begun) {
        return made(
                List.of("multiple", divisor, rest, begun), number -> new Term.Multiple(number, divisor, rest, begun));
    }

    /** A term that is said later what it stands for, and may stand in itself. */
    public Term.Rule rule() {
        return new Term.Rule(made++);
    }

    /** What may follow a byte. */
    public Term next(Term state, int value) {
        return state.next(value & 0xFF, this);
    }

    /** The only byte that may come in a state, or -1 where there are several or the text may end. */
    public int onlyByte(Term state) {
        if (state.nullable()) {
            return -1;
        }
        ByteClasses classes = state.classes(this);
        int only = -1;
        for (int i = 0; i < classes.count(); i++) {
            if (state.next(classes.first(i), this) != nothing) {
                if (only >= 0 || classes.size(i) > 1) {
                    return -1;
                }
                only = classes.first(i);
            }
        }
        return only;
    }

    Partitions partitions() {
        return partitions;
    }

    /** Whether no text belongs to both sets, as far as can be told within a bounded number of states. */
    public boolean disjoint(Term one, Term other) {
        return emptiness.disjoint(one, other);
    }

    private Term made(List<Object> key, IntFunction<Term> maker) {
        Term term = known.get(key);
        if (term == null) {
            term = maker.apply(made++);
            known.put(key, term);
        }
        return term;
    }
}
