package io.github.qwenvl4j.constraint;

import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import io.github.qwenvl4j.constraint.regex.Regex;
import io.github.qwenvl4j.constraint.regex.Utf8;
import io.github.qwenvl4j.constraint.schema.JsonGrammar;

/**
 * A form of answers as an automaton over bytes.
 *
 * @param terms of this automaton alone; not thread-safe
 */
public record Grammar(Terms terms, Term start) {

    /**
     * @param format not free text
     * @throws QwenVlException of kind UNSUPPORTED for what cannot be enforced, naming it and its place
     */
    public static Grammar of(AnswerFormat format) {
        Terms terms = new Terms();
        return new Grammar(terms, start(format, terms)).requireSomething();
    }

    private static Term start(AnswerFormat format, Terms terms) {
        if (format instanceof AnswerFormat.Choice choice) {
            return terms.either(choice.texts().stream().map(terms::text).toList());
        }
        if (format instanceof AnswerFormat.Regex regex) {
            return new Regex(regex.pattern(), terms, points -> Utf8.term(points, terms)).whole();
        }
        if (format instanceof AnswerFormat.JsonSchema schema) {
            return JsonGrammar.of(schema.text(), terms);
        }
        if (format instanceof AnswerFormat.JsonValue) {
            return JsonGrammar.any(terms);
        }
        throw new QwenVlException(
                QwenVlException.Kind.UNSUPPORTED,
                "this model was not trained to call tools"); // who is has its own grammar
    }

    private Grammar requireSomething() {
        if (start == terms.nothing()) {
            throw new QwenVlException("no answer can have the form that is asked for");
        }
        return this;
    }
}
