package io.github.qwenvl4j.constraint.regex;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the parts of a regular expression that stand for one character of several. */
final class CharacterClasses {

    static final CodePoints LINE_ENDS = CodePoints.of("\n\r\u2028\u2029");

    private static final CodePoints DIGITS = CodePoints.range('0', '9');
    private static final CodePoints WORDS =
            DIGITS.or(CodePoints.range('a', 'z')).or(CodePoints.range('A', 'Z')).or(CodePoints.of("_"));
    private static final CodePoints BLANKS = LINE_ENDS
            .or(CodePoints.of("\t\u000B\f \u00A0\u1680\u202F\u205F\u3000\uFEFF"))
            .or(CodePoints.range(0x2000, 0x200A));

    private final RegexParser text;

    CharacterClasses(RegexParser text) {
        this.text = text;
    }

    /** What stands behind an opening bracket, up to the closing one. */
    CodePoints bracketed() {
        boolean negated = text.take("^");
        CodePoints all = CodePoints.of("");
        while (!text.take("]")) {
            CodePoints first = one();
            if (text.take("-")) {
                if (text.more() && text.peek() == ']') {
                    all = all.or(CodePoints.of("-"));
                } else {
                    first = range(first, one());
                }
            }
            all = all.or(first);
        }
        return negated ? all.complement() : all;
    }

    private CodePoints one() {
        int point = text.next();
        return point == '\\' ? escaped(true) : CodePoints.range(point, point);
    }

    private CodePoints range(CodePoints from, CodePoints to) {
        int[] ends = {single(from), single(to)};
        if (ends[0] < 0 || ends[1] < ends[0]) {
            throw text.wrong("a range whose ends are in no order");
        }
        return CodePoints.range(ends[0], ends[1]);
    }

    /** The only character of a set, or -1. */
    private static int single(CodePoints points) {
        int[] found = {-1};
        points.ranges((first, last) -> found[0] = found[0] == -1 && first == last ? first : -2);
        return Math.max(-1, found[0]);
    }

    /** What stands behind a backslash. */
    CodePoints escaped(boolean inBrackets) {
        int point = text.next();
        return switch (point) {
            case 'd' -> DIGITS;
            case 'D' -> DIGITS.complement();
            case 'w' -> WORDS;
            case 'W' -> WORDS.complement();
            case 's' -> BLANKS;
            case 'S' -> BLANKS.complement();
            case 'p' -> property();
            case 'P' -> property().complement();
            case 'n' -> CodePoints.of("\n");
            case 'r' -> CodePoints.of("\r");
            case 't' -> CodePoints.of("\t");
            case 'f' -> CodePoints.of("\f");
            case 'v' -> CodePoints.of("\u000B");
            case '0' -> CodePoints.range(0, 0);
            case 'x' -> hexadecimal(2);
            case 'u' -> unicode();
            case 'c' -> control();
            case 'b', 'B' -> word(point, inBrackets);
            default -> other(point);
        };
    }

    private CodePoints word(int point, boolean inBrackets) {
        if (inBrackets && point == 'b') {
            return CodePoints.of("\b");
        }
        throw text.refused("\\" + (char) point);
    }

    private CodePoints other(int point) {
        if (point >= '1' && point <= '9' || point == 'k') {
            throw text.refused("a back reference");
        }
        if (point < 128 && Character.isLetterOrDigit(point)) {
            throw text.wrong("\\" + (char) point + ", which means nothing");
        }
        return CodePoints.range(point, point);
    }

    private CodePoints control() {
        int letter = text.next();
        if (!Character.isLetter(letter) || letter > 'z') {
            throw text.wrong("\\c without a letter");
        }
        return CodePoints.range(letter % 32, letter % 32);
    }

    private CodePoints unicode() {
        if (!text.take("{")) {
            return hexadecimal(4);
        }
        StringBuilder digits = new StringBuilder();
        for (int point = text.next(); point != '}'; point = text.next()) {
            digits.appendCodePoint(point);
        }
        return point(digits.toString());
    }

    private CodePoints hexadecimal(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.appendCodePoint(text.next());
        }
        return point(digits.toString());
    }

    private CodePoints point(String digits) {
        if (!digits.matches("[0-9a-fA-F]{1,6}") || Integer.parseInt(digits, 16) > Character.MAX_CODE_POINT) {
            throw text.wrong("a character's number " + digits);
        }
        int value = Integer.parseInt(digits, 16);
        return CodePoints.range(value, value);
    }

    private CodePoints property() {
        if (!text.take("{")) {
            throw text.wrong("\\p without a property in braces");
        }
        StringBuilder name = new StringBuilder();
        for (int point = text.next(); point != '}'; point = text.next()) {
            name.appendCodePoint(point);
        }
        return property(name.toString());
    }

    private CodePoints property(String name) {
        String known = switch (name) {
            case "Letter" -> "L";
            case "Number" -> "N";
            case "digit", "Nd", "Decimal_Number" -> "Nd";
            case "Punctuation", "punct" -> "P";
            case "Symbol" -> "S";
            case "Separator" -> "Z";
            case "Mark" -> "M";
            case "Uppercase_Letter" -> "Lu";
            case "Lowercase_Letter" -> "Ll";
            default -> name.replaceFirst("^(Script|sc)=", "script=");
        };
        try {
            Pattern pattern = Pattern.compile("\\p{" + known + "}");
            return CodePoints.where(
                    point -> pattern.matcher(Character.toString(point)).matches());
        } catch (PatternSyntaxException e) {
            throw text.refused("the property " + name);
        }
    }
}
