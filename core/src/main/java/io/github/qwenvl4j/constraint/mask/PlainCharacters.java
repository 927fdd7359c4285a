package io.github.qwenvl4j.constraint.mask;

import io.github.qwenvl4j.constraint.automaton.ByteSet;
import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

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
    private final Map<Term, Optional<Term>> following = new IdentityHashMap<>();

    PlainCharacters(Terms terms) {
        this.terms = terms;
    }

    /** How many plain characters a token is; -1 for any other token, and for a longer one. */
    static int count(byte[] token) {
        String text = new String(token, StandardCharsets.UTF_8);
        boolean whole = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), token); // no part of a character
        int characters = text.codePointCount(0, text.length());
        return whole
                        && characters <= LONGEST
                        && text.chars().allMatch(letter -> letter >= ' ' && letter != '"' && letter != '\\')
                ? characters
                : -1;
    }

    /** How many plain characters may come in a state, whatever they are, and no more; -1 where it depends on them. */
    int mayCome(Term state) {
        Term at = state;
        for (int count = 0; count < LONGEST; count++) {
            Optional<Term> next = following.computeIfAbsent(at, this::afterAnyLetter);
            if (next.isEmpty()) {
                return -1;
            }
            if (next.get() == terms.nothing()) {
                return count;
            }
            if (next.get() == at) {
                return LONGEST;
            }
            at = next.get();
        }
        return LONGEST;
    }

    /** The state behind a plain character, where that is the same for all of them. */
    private Optional<Term> afterAnyLetter(Term state) {
        Term next = terms.next(state, ' ');
        for (int letter = ' '; letter < 128; letter++) {
            if (letter != '"' && letter != '\\' && terms.next(state, letter) != next) {
                return Optional.empty();
            }
        }
        for (int[][] shape : SHAPES) {
            Term rest = next;
            for (int i = shape.length - 1; i > 0; i--) {
                rest = terms.sequence(terms.oneByte(ByteSet.range(shape[i][0], shape[i][1])), rest);
            }
            for (int first = shape[0][0]; first <= shape[0][1]; first++) {
                if (terms.next(state, first) != rest) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(next);
    }
}
