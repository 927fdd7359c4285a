package io.github.qwenvl4j.constraint.mask;

import io.github.qwenvl4j.constraint.automaton.ByteSet;
import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Text that means nothing in JSON: whole characters without quotes, backslashes and control characters. Within a string most of
 * a vocabulary may come, so that its tokens are allowed together instead of one by one.
 */
final class PlainCharacters {

    /** Longer tokens, in characters, are tried one by one. */
    static final int LONGEST = 16;

    private static final int[][][] SHAPES = {
        {{0xC2, 0xDF}, {0x80, 0xBF}},
        {{0xE0, 0xE0}, {0xA0, 0xBF}, {0x80, 0xBF}},
        {{0xE1, 0xEC}, {0x80, 0xBF}, {0x80, 0xBF}},
        {{0xED, 0xED}, {0x80, 0x9F}, {0x80, 0xBF}},
        {{0xEE, 0xEF}, {0x80, 0xBF}, {0x80, 0xBF}},
        {{0xF0, 0xF0}, {0x90, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}},
        {{0xF1, 0xF3}, {0x80, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}},
        {{0xF4, 0xF4}, {0x80, 0x8F}, {0x80, 0xBF}, {0x80, 0xBF}}
    };

    private final Terms terms;
    private final Map<Term, Term> following = new IdentityHashMap<>();

    PlainCharacters(Terms terms) {
        this.terms = terms;
    }

    static boolean isPlain(byte[] token) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(token))
                    .toString();
            return text.codePointCount(0, text.length()) <= LONGEST
                    && text.chars().allMatch(letter -> letter >= ' ' && letter != '"' && letter != '\\');
        } catch (CharacterCodingException e) {
            return false; // a part of a character
        }
    }

    /** Whether every plain token may come in a state. */
    boolean mayCome(Term state) {
        Term at = state;
        for (int i = 0; i < LONGEST; i++) {
            Term next = following.computeIfAbsent(at, this::afterAnyLetter);
            if (next == at) {
                return true;
            }
            if (next == terms.nothing()) {
                return false;
            }
            at = next;
        }
        return true;
    }

    /** The state behind a plain character, where that is the same for all of them; nothing otherwise. */
    private Term afterAnyLetter(Term state) {
        Term next = terms.next(state, ' ');
        for (int letter = ' '; letter < 128; letter++) {
            if (letter != '"' && letter != '\\' && terms.next(state, letter) != next) {
                return terms.nothing();
            }
        }
        for (int[][] shape : SHAPES) {
            Term rest = next;
            for (int i = shape.length - 1; i > 0; i--) {
                rest = terms.sequence(terms.oneByte(ByteSet.range(shape[i][0], shape[i][1])), rest);
            }
            for (int first = shape[0][0]; first <= shape[0][1]; first++) {
                if (terms.next(state, first) != rest) {
                    return terms.nothing();
                }
            }
        }
        return next;
    }
}
