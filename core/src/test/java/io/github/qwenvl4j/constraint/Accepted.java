package io.github.qwenvl4j.constraint;

import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.constraint.automaton.Term;
import java.nio.charset.StandardCharsets;

/** Reads texts with the automaton of a form. */
public final class Accepted {

    private final Grammar grammar;

    public Accepted(AnswerFormat format) {
        this.grammar = Grammar.of(format);
    }

    /** Whether the form has this text. */
    public boolean whole(String text) {
        return state(text).nullable();
    }

    /** Whether a text of the form begins so. */
    public boolean beginning(String text) {
        return state(text) != grammar.terms().nothing();
    }

    private Term state(String text) {
        Term state = grammar.start();
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            state = grammar.terms().next(state, value);
        }
        return state;
    }
}
