package io.github.qwenvl4j.constraint.regex;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A regular expression on its way to a term. For one expression. */
public final class Regex {

    private final String text;
    private final RegexNode node;
    private final Terms terms;
    private final Function<CodePoints, Term> letter;
    private final Map<CodePoints, Term> letters = new HashMap<>();

    /**
     * @param letter how one character of a set is written
     * @throws QwenVlException naming the place of what is wrong, of kind UNSUPPORTED what is not regular
     */
    public Regex(String text, Terms terms, Function<CodePoints, Term> letter) {
        this.text = text;
        this.node = RegexParser.parse(text);
        this.terms = terms;
        this.letter = letter;
    }

    /** Whether an expression looks around, which cannot be a term. */
    public static boolean looksAround(String text) {
        return text.contains("(?=") || text.contains("(?!") || text.contains("(?<=") || text.contains("(?<!");
    }

    /** The texts that it matches as a whole; anchors at their ends mean nothing. */
    public Term whole() {
        return term(node, true, true, terms.empty());
    }

    /** The texts in which it matches somewhere. */
    public Term anywhere() {
        return term(node, true, true, terms.repeat(letter(CodePoints.all()), 0, Terms.UNBOUNDED));
    }

    /**
     * @param first whether it stands at the beginning of the expression
     * @param last whether it stands at its end
     * @param around what may stand before and behind it where no anchor is
     */
    private Term term(RegexNode part, boolean first, boolean last, Term around) {
        if (part instanceof RegexNode.Choice choice) {
            return terms.either(choice.choices().stream()
                    .map(each -> term(each, first, last, around))
                    .toList());
        }
        if (part instanceof RegexNode.Chain chain) {
            return chain(chain.parts(), first, last, around);
        }
        if (part instanceof RegexNode.Anchor anchor) {
            return anchor(anchor, first, last, around);
        }
        return terms.sequence(first ? around : terms.empty(), inner(part), last ? around : terms.empty());
    }

    private Term chain(List<RegexNode> parts, boolean first, boolean last, Term around) {
        int from = 0;
        int to = parts.size();
        while (first && from < to && parts.get(from) == RegexNode.Anchor.BEGINNING) {
            from++;
        }
        while (last && to > from && parts.get(to - 1) == RegexNode.Anchor.END) {
            to--;
        }
        boolean anyBefore = first && from == 0;
        boolean anyBehind = last && to == parts.size();
        if (from == to) {
            return anyBefore || anyBehind ? around : terms.empty();
        }
        List<Term> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            all.add(term(parts.get(i), anyBefore && i == from, anyBehind && i == to - 1, around));
        }
        return terms.sequence(all);
    }

    private Term anchor(RegexNode.Anchor anchor, boolean first, boolean last, Term around) {
        if (anchor == RegexNode.Anchor.BEGINNING && first) {
            return last ? around : terms.empty();
        }
        if (anchor == RegexNode.Anchor.END && last) {
            return first ? around : terms.empty();
        }
        throw new QwenVlException(
                QwenVlException.Kind.UNSUPPORTED,
                "the regular expression '" + text + "' is not supported: an anchor in its middle");
    }

    private Term inner(RegexNode part) {
        if (part instanceof RegexNode.Letter one) {
            return letter(one.points());
        }
        if (part instanceof RegexNode.Times times) {
            return terms.repeat(term(times.each(), false, false, terms.empty()), times.min(), times.max());
        }
        return term(part, false, false, terms.empty());
    }

    private Term letter(CodePoints points) {
        return letters.computeIfAbsent(points, letter);
    }
}
