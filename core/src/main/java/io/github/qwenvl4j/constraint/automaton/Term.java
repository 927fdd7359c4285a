package io.github.qwenvl4j.constraint.automaton;

import java.util.List;

/**
 * A set of texts, as bytes, and at the same time a state of the automaton that accepts it: what may follow from here. Made by
 * {@link Terms}, which gives equal terms as one object; so states are compared by identity.
 */
public abstract sealed class Term {

    private final int number; // in the order in which they were made
    private final boolean nullable;
    private ByteClasses classes; // filled when first asked for, as is what follows
    private Term[] next; // by class

    private Term(int number, boolean nullable) {
        this.number = number;
        this.nullable = nullable;
    }

    int number() {
        return number;
    }

    /** Whether the empty text belongs to it: as a state, whether the text may end here. */
    public boolean nullable() {
        return nullable;
    }

    /** What may follow the byte. */
    final Term next(int value, Terms terms) {
        if (!remembers()) {
            return derive(value, terms);
        }
        int number = classes(terms).of(value);
        if (next == null) {
            next = new Term[classes.count()];
        }
        if (next[number] == null) {
            next[number] = derive(value, terms);
        }
        return next[number];
    }

    /** Bytes behind which the same follows. */
    final ByteClasses classes(Terms terms) {
        if (classes == null) {
            classes = partition(terms, terms.partitions());
        }
        return classes;
    }

    /** Whether what follows is worth remembering. */
    boolean remembers() {
        return true;
    }

    abstract Term derive(int value, Terms terms);

    /** Finer than need be where that is simpler. */
    ByteClasses partition(Terms terms, Partitions partitions) {
        return partitions.one();
    }

    /** No text at all. */
    static final class Nothing extends Term {

        Nothing(int number) {
            super(number, false);
        }

        @Override
        boolean remembers() {
            return false;
        }

        @Override
        Term derive(int value, Terms terms) {
            return this;
        }
    }

    /** The empty text. */
    static final class Empty extends Term {

        Empty(int number) {
            super(number, true);
        }

        @Override
        boolean remembers() {
            return false;
        }

        @Override
        Term derive(int value, Terms terms) {
            return terms.nothing();
        }
    }

    /** One byte of a set. */
    static final class OneByte extends Term {

        final ByteSet set;

        OneByte(int number, ByteSet set) {
            super(number, false);
            this.set = set;
        }

        @Override
        boolean remembers() {
            return false;
        }

        @Override
        Term derive(int value, Terms terms) {
            return set.contains(value) ? terms.empty() : terms.nothing();
        }

        @Override
        ByteClasses partition(Terms terms, Partitions partitions) {
            return partitions.of(set);
        }
    }

    /** One behind the other; {@code first} is not a sequence itself. */
    static final class Sequence extends Term {

        final Term first;
        final Term rest;

        Sequence(int number, Term first, Term rest) {
            super(number, first.nullable() && rest.nullable());
            this.first = first;
            this.rest = rest;
        }

        @Override
        boolean remembers() {
            return !(first instanceof OneByte);
        }

        @Override
        Term derive(int value, Terms terms) {
            if (first instanceof OneByte one) {
                return one.set.contains(value) ? rest : terms.nothing();
            }
            Term through = terms.sequence(first.next(value, terms), rest);
            return first.nullable() ? terms.either(List.of(through, rest.next(value, terms))) : through;
        }

        @Override
        ByteClasses partition(Terms terms, Partitions partitions) {
            ByteClasses begins = first.classes(terms);
            return first.nullable() ? partitions.and(begins, rest.classes(terms)) : begins;
        }
    }

    /** One of several, none of which is such a choice itself. */
    static final class Either extends Term {

        final List<Term> choices;

        Either(int number, List<Term> choices) {
            super(number, choices.stream().anyMatch(Term::nullable));
            this.choices = choices;
        }

        @Override
        Term derive(int value, Terms terms) {
            return terms.either(
                    choices.stream().map(choice -> choice.next(value, terms)).toList());
        }

        @Override
        ByteClasses partition(Terms terms, Partitions partitions) {
            ByteClasses all = partitions.one();
            for (Term choice : choices) {
                all = partitions.and(all, choice.classes(terms));
            }
            return all;
        }
    }

    /** At least {@code min} and at most {@code max} times; {@link Terms#UNBOUNDED} is no limit. */
    static final class Repeat extends Term {

        final Term each;
        final int min;
        final int max;

        Repeat(int number, Term each, int min, int max) {
            super(number, min == 0);
            this.each = each;
            this.min = min;
            this.max = max;
        }

        @Override
        Term derive(int value, Terms terms) {
            int left = max == Terms.UNBOUNDED ? max : max - 1;
            return terms.sequence(each.next(value, terms), terms.repeat(each, Math.max(0, min - 1), left));
        }

        @Override
        ByteClasses partition(Terms terms, Partitions partitions) {
            return each.classes(terms);
        }
    }

    /** What belongs to two sets; never empty. */
    static final class Both extends Term {

        final Term one;
        final Term other;

        Both(int number, Term one, Term other) {
            super(number, one.nullable() && other.nullable());
            this.one = one;
            this.other = other;
        }

        @Override
        Term derive(int value, Terms terms) {
            return terms.both(one.next(value, terms), other.next(value, terms));
        }

        @Override
        ByteClasses partition(Terms terms, Partitions partitions) {
            return partitions.and(one.classes(terms), other.classes(terms));
        }
    }

    /** The decimal digits of a multiple, without leading zeros; {@code rest} is what has been read modulo the divisor. */
    static final class Multiple extends Term {

        final int divisor;
        final int rest;
        final boolean begun;

        Multiple(int number, int divisor, int rest, boolean begun) {
            super(number, begun && rest == 0);
            this.divisor = divisor;
            this.rest = rest;
            this.begun = begun;
        }

        @Override
        Term derive(int value, Terms terms) {
            if (value < '0' || value > '9') {
                return terms.nothing();
            }
            if (!begun && value == '0') {
                return terms.empty();
            }
            return terms.multiple(divisor, (int) ((rest * 10L + value - '0') % divisor), true);
        }

        @Override
        ByteClasses partition(Terms terms, Partitions partitions) {
            return partitions.digits();
        }
    }

    /** A set that may contain itself, given later; never the empty text. */
    public static final class Rule extends Term {

        private Term body;

        Rule(int number) {
            super(number, false);
        }

        /** Says once what the rule stands for. */
        public void is(Term value) {
            body = value;
        }

        Term body() {
            return body;
        }

        @Override
        Term derive(int value, Terms terms) {
            return body.next(value, terms);
        }

        @Override
        ByteClasses partition(Terms terms, Partitions partitions) {
            return body.classes(terms);
        }
    }
}
