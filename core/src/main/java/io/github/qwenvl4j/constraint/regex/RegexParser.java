package io.github.qwenvl4j.constraint.regex;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.util.ArrayList;
import java.util.List;

/** Reads a regular expression as ECMAScript writes them. For one expression. */
final class RegexParser {

    private static final int MOST_TIMES = 100_000;
    private static final int DEEPEST = 200;

    private final String text;
    private final CharacterClasses classes;
    private int at;
    private int depth;

    private RegexParser(String text) {
        this.text = text;
        this.classes = new CharacterClasses(this);
    }

    /** @throws QwenVlException naming the place of what is wrong, or is not regular */
    static RegexNode parse(String text) {
        RegexParser parser = new RegexParser(text);
        RegexNode node = parser.choice();
        if (parser.more()) {
            throw parser.wrong("a ) that nothing opens");
        }
        return node;
    }

    private RegexNode choice() {
        if (++depth > DEEPEST) {
            throw refused("more than " + DEEPEST + " groups in each other");
        }
        List<RegexNode> choices = new ArrayList<>(List.of(chain()));
        while (take("|")) {
            choices.add(chain());
        }
        depth--;
        return choices.size() == 1 ? choices.get(0) : new RegexNode.Choice(choices);
    }

    private RegexNode chain() {
        List<RegexNode> parts = new ArrayList<>();
        while (more() && peek() != '|' && peek() != ')') {
            parts.add(times(atom()));
        }
        return parts.size() == 1 ? parts.get(0) : new RegexNode.Chain(parts);
    }

    private RegexNode atom() {
        int point = next();
        return switch (point) {
            case '^' -> RegexNode.Anchor.BEGINNING;
            case '$' -> RegexNode.Anchor.END;
            case '.' -> new RegexNode.Letter(CharacterClasses.LINE_ENDS.complement());
            case '[' -> new RegexNode.Letter(classes.bracketed());
            case '(' -> group();
            case '\\' -> new RegexNode.Letter(classes.escaped(false));
            case '*', '+', '?' -> throw wrong("nothing before " + Character.toString(point));
            default -> letter(point);
        };
    }

    private RegexNode letter(int point) {
        if (Character.isBmpCodePoint(point) && Character.isSurrogate((char) point)) {
            throw wrong("half of a character");
        }
        return new RegexNode.Letter(CodePoints.range(point, point));
    }

    private RegexNode group() {
        if (take("?")) {
            if (take("=") || take("!") || take("<=") || take("<!")) {
                throw refused("lookaround");
            }
            if (take("<")) {
                int end = text.indexOf('>', at);
                if (end < 0) {
                    throw wrong("a group's name that does not end");
                }
                at = end + 1;
            } else if (!take(":")) {
                throw refused("a group that begins with (?" + (more() ? Character.toString(peek()) : ""));
            }
        }
        RegexNode inner = choice();
        if (!take(")")) {
            throw wrong("a ( that is not closed");
        }
        return inner;
    }

    private RegexNode times(RegexNode each) {
        int start = at;
        RegexNode node;
        if (take("*")) {
            node = new RegexNode.Times(each, 0, Terms.UNBOUNDED);
        } else if (take("+")) {
            node = new RegexNode.Times(each, 1, Terms.UNBOUNDED);
        } else if (take("?")) {
            node = new RegexNode.Times(each, 0, 1);
        } else if (more() && peek() == '{' && counted()) {
            node = braces(each);
        } else {
            return each;
        }
        if (each instanceof RegexNode.Anchor) {
            at = start;
            throw wrong("an anchor that is repeated");
        }
        take("?"); // as few as possible: the same texts
        return node;
    }

    /** Whether a brace begins a number of times; otherwise it is a letter. */
    private boolean counted() {
        return text.substring(at).matches("(?s)\\{\\d+(,\\d*)?}.*");
    }

    private RegexNode braces(RegexNode each) {
        int end = text.indexOf('}', at);
        String[] numbers = text.substring(at + 1, end).split(",", -1);
        int min = count(numbers[0]);
        int max = numbers.length == 1 ? min : numbers[1].isEmpty() ? Terms.UNBOUNDED : count(numbers[1]);
        if (max != Terms.UNBOUNDED && max < min) {
            throw wrong("{" + min + "," + max + "}");
        }
        at = end + 1;
        return new RegexNode.Times(each, min, max);
    }

    private int count(String digits) {
        if (digits.length() > 6 || Integer.parseInt(digits) > MOST_TIMES) {
            throw refused("more than " + MOST_TIMES + " times");
        }
        return Integer.parseInt(digits);
    }

    boolean more() {
        return at < text.length();
    }

    int peek() {
        return text.codePointAt(at);
    }

    int next() {
        if (!more()) {
            throw wrong("an end in the middle");
        }
        int point = peek();
        at += Character.charCount(point);
        return point;
    }

    boolean take(String expected) {
        boolean found = text.startsWith(expected, at);
        at += found ? expected.length() : 0;
        return found;
    }

    QwenVlException wrong(String what) {
        return new QwenVlException("the regular expression '" + text + "' is wrong at character " + at + ": " + what);
    }

    QwenVlException refused(String what) {
        return new QwenVlException(
                QwenVlException.Kind.UNSUPPORTED,
                "the regular expression '" + text + "' is not supported: " + what + " at character " + at);
    }
}
