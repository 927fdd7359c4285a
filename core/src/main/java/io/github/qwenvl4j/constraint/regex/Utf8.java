package io.github.qwenvl4j.constraint.regex;

import io.github.qwenvl4j.constraint.automaton.ByteSet;
import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One character of a set, as its bytes. */
public final class Utf8 {

    private static final int[] LENGTH_ENDS = {0x7F, 0x7FF, 0xFFFF, Character.MAX_CODE_POINT};

    private final Terms terms;
    private final List<Term> choices = new ArrayList<>();

    private Utf8(Terms terms) {
        this.terms = terms;
    }

    public static Term term(CodePoints points, Terms terms) {
        Utf8 utf8 = new Utf8(terms);
        points.ranges(utf8::add);
        return terms.either(utf8.choices);
    }

    /** Splits a range where the number of bytes changes. */
    private void add(int first, int last) {
        int from = first;
        for (int end : LENGTH_ENDS) {
            if (from <= end && from <= last) {
                byRows(from, Math.min(end, last));
                from = end + 1;
            }
        }
    }

    /** Splits a range until every byte of its characters runs through a range of its own. */
    private void byRows(int first, int last) {
        int bytes = bytes(first).length;
        for (int i = 1; i < bytes; i++) {
            int low = (1 << 6 * i) - 1;
            if ((first & ~low) != (last & ~low)) {
                if ((first & low) != 0) {
                    byRows(first, first | low);
                    byRows((first | low) + 1, last);
                    return;
                }
                if ((last & low) != low) {
                    byRows(first, (last & ~low) - 1);
                    byRows(last & ~low, last);
                    return;
                }
            }
        }
        byte[] from = bytes(first);
        byte[] to = bytes(last);
        List<Term> parts = new ArrayList<>();
        for (int i = 0; i < bytes; i++) {
            parts.add(terms.oneByte(ByteSet.range(from[i] & 0xFF, to[i] & 0xFF)));
        }
        choices.add(terms.sequence(parts));
    }

    private static byte[] bytes(int point) {
        return Character.toString(point).getBytes(StandardCharsets.UTF_8);
    }
}
