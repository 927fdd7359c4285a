package io.github.qwenvl4j.constraint.regex;

import java.util.List;

/** A part of a regular expression. */
sealed interface RegexNode {

    /** One character. */
    record Letter(CodePoints points) implements RegexNode {}

    /** One behind the other. */
    record Chain(List<RegexNode> parts) implements RegexNode {}

    /** One of several. */
    record Choice(List<RegexNode> choices) implements RegexNode {}

    /** @param max may be {@link io.github.qwenvl4j.constraint.automaton.Terms#UNBOUNDED} */
    record Times(RegexNode each, int min, int max) implements RegexNode {}

    /** The beginning, or the end, of the text. */
    enum Anchor implements RegexNode {
        BEGINNING,
        END
    }
}
