package io.github.qwenvl4j.constraint.schema;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.constraint.automaton.ByteSet;
import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import io.github.qwenvl4j.constraint.regex.CodePoints;
import io.github.qwenvl4j.constraint.regex.Regex;
import io.github.qwenvl4j.constraint.regex.Utf8;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** How JSON is written: without blanks or with one behind each comma and colon, strings with as few escapes as possible. */
final class JsonTerms {

    private static final String SHORT_ESCAPED = "\"\\\b\f\n\r\t";
    private static final String SHORT_ESCAPES = "\"\\bfnrt";
    private static final CodePoints CONTROLS = CodePoints.range(0, 31);
    private static final CodePoints ESCAPED = CONTROLS.or(CodePoints.of("\"\\"));
    private static final CodePoints ASCII = CodePoints.range(0, 127);

    private final Terms terms;
    private final String blank;
    private final Map<CodePoints, Term> letters = new HashMap<>();
    private final Map<NumberRange, Term> numbers = new HashMap<>();
    private final Map<String, Term> formats = new HashMap<>();
    private final Term beyondAscii;
    private final Term anyEscape;
    private final Term anyLetter;

    /** @param blanks whether a blank stands behind commas and colons */
    JsonTerms(Terms terms, boolean blanks) {
        this.terms = terms;
        this.blank = blanks ? " " : "";
        this.beyondAscii = Utf8.term(CodePoints.all().without(ASCII), terms);
        List<Term> escapes = new ArrayList<>();
        addEscapes(ESCAPED, escapes);
        this.anyEscape = terms.either(escapes);
        this.anyLetter = terms.either(written(CodePoints.all()), numbered());
    }

    Terms terms() {
        return terms;
    }

    String comma() {
        return "," + blank;
    }

    String colon() {
        return ":" + blank;
    }

    /** One character of a string. */
    Term letter(CodePoints points) {
        return letters.computeIfAbsent(points, set -> set.equals(CodePoints.all()) ? anyLetter : written(set));
    }

    private Term written(CodePoints points) {
        List<Term> choices = new ArrayList<>();
        CodePoints plain = points.without(ESCAPED);
        choices.add(Utf8.term(plain, terms));
        addEscapes(points, choices);
        return terms.either(choices);
    }

    private void addEscapes(CodePoints points, List<Term> choices) {
        points.and(ESCAPED).ranges((first, last) -> {
            for (int point = first; point <= last; point++) {
                int known = SHORT_ESCAPED.indexOf(point);
                choices.add(
                        known >= 0
                                ? terms.text("\\" + SHORT_ESCAPES.charAt(known))
                                : terms.sequence(
                                        terms.text("\\u00" + (point >> 4)), hexadecimal(point & 15, point & 15)));
            }
        });
    }

    /** A character by its number: of any but control characters and halves of characters, which are in no text. */
    private Term numbered() {
        Term any = hexadecimal(0, 15);
        Term high = terms.sequence(hexadecimal(13, 13), hexadecimal(8, 11), any, any);
        Term low = terms.sequence(terms.text("\\u"), hexadecimal(13, 13), hexadecimal(12, 15), any, any);
        return terms.sequence(
                terms.text("\\u"),
                terms.either(
                        terms.sequence(terms.text("00"), hexadecimal(2, 15), any),
                        terms.sequence(terms.text("0"), hexadecimal(1, 15), any, any),
                        terms.sequence(terms.either(hexadecimal(1, 12), hexadecimal(14, 15)), any, any, any),
                        terms.sequence(hexadecimal(13, 13), hexadecimal(0, 7), any, any),
                        terms.sequence(high, low)));
    }

    private Term hexadecimal(int from, int to) {
        List<Term> digits = new ArrayList<>();
        for (int digit = from; digit <= to; digit++) {
            String written = Integer.toHexString(digit);
            digits.add(terms.text(written));
            digits.add(terms.text(written.toUpperCase(Locale.ROOT)));
        }
        return terms.either(digits);
    }

    Term number(NumberRange range) {
        return numbers.computeIfAbsent(range, each -> each.term(terms));
    }

    /** A text that an expression of {@link Formats} matches as a whole. */
    Term format(String expression) {
        return formats.computeIfAbsent(expression, each -> new Regex(each, terms, this::letter).whole());
    }

    Term anyLetters() {
        return terms.repeat(anyLetter, 0, Terms.UNBOUNDED);
    }

    Term quoted(Term content) {
        Term quote = terms.text("\"");
        return terms.sequence(quote, content, quote);
    }

    /** A string that is none of these. */
    Term quotedButNot(List<String> texts) {
        Names names = new Names();
        texts.forEach(names::add);
        return quoted(names.others(this));
    }

    /** Texts by their letters. */
    private static final class Names {

        private final Map<Integer, Names> next = new TreeMap<>();
        private boolean ends;

        void add(String text) {
            Names at = this;
            for (int point : text.codePoints().toArray()) {
                at = at.next.computeIfAbsent(point, letter -> new Names());
            }
            at.ends = true;
        }

        Term others(JsonTerms json) {
            Terms terms = json.terms;
            List<Term> choices = new ArrayList<>();
            if (!ends) {
                choices.add(terms.empty());
            }
            choices.add(terms.sequence(json.letterBut(next.keySet()), json.anyLetters()));
            next.forEach((point, rest) ->
                    choices.add(terms.sequence(json.letter(CodePoints.range(point, point)), rest.others(json))));
            return terms.either(choices);
        }
    }

    /** Any character but these few. */
    private Term letterBut(Iterable<Integer> points) {
        CodePoints without = CodePoints.of("");
        boolean ascii = true;
        for (int point : points) {
            without = without.or(CodePoints.range(point, point));
            ascii &= point < 128;
        }
        if (!ascii) {
            return written(CodePoints.all().without(without));
        }
        List<Term> choices = new ArrayList<>(List.of(beyondAscii));
        CodePoints left = ASCII.without(without);
        left.without(ESCAPED).ranges((first, last) -> choices.add(terms.oneByte(ByteSet.range(first, last))));
        if (left.and(ESCAPED).equals(ESCAPED)) {
            choices.add(anyEscape);
        } else {
            addEscapes(left, choices);
        }
        return terms.either(choices);
    }

    /** How a value is written. */
    String written(JsonNode value) {
        return of(value, blank);
    }

    /** How a value is written without blanks: the same text for equal values. */
    static String of(JsonNode value) {
        return of(value, "");
    }

    private static String of(JsonNode value, String blank) {
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue().stripTrailingZeros();
            return Math.abs((long) number.scale()) > 40 ? number.toString() : number.toPlainString();
        }
        if (value.isTextual()) {
            return string(value.textValue());
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(element -> of(element, blank))
                    .collect(Collectors.joining("," + blank, "[", "]"));
        }
        if (value.isObject()) {
            return value.properties().stream()
                    .map(field -> string(field.getKey()) + ":" + blank + of(field.getValue(), blank))
                    .collect(Collectors.joining("," + blank, "{", "}"));
        }
        return value.toString();
    }

    static String string(String value) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
    }
}
