package io.github.qwenvl4j.constraint.regex;

import java.util.BitSet;
import java.util.function.IntPredicate;

/** A set of Unicode characters, surrogates excepted. Immutable. */
public final class CodePoints {

    private static final int END = Character.MAX_CODE_POINT + 1;

    private final BitSet bits;

    private CodePoints(BitSet bits) {
        bits.clear(Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1);
        this.bits = bits;
    }

    public static CodePoints all() {
        return range(0, Character.MAX_CODE_POINT);
    }

    public static CodePoints of(String characters) {
        return matching(characters.codePoints().toArray());
    }

    private static CodePoints matching(int[] points) {
        BitSet bits = new BitSet();
        for (int point : points) {
            bits.set(point);
        }
        return new CodePoints(bits);
    }

    /** The characters from {@code first} to {@code last}, both included. */
    public static CodePoints range(int first, int last) {
        BitSet bits = new BitSet();
        bits.set(first, last + 1);
        return new CodePoints(bits);
    }

    static CodePoints where(IntPredicate belongs) {
        BitSet bits = new BitSet(END);
        for (int point = 0; point < END; point++) {
            if (belongs.test(point)) {
                bits.set(point);
            }
        }
        return new CodePoints(bits);
    }

    public CodePoints or(CodePoints other) {
        BitSet union = (BitSet) bits.clone();
        union.or(other.bits);
        return new CodePoints(union);
    }

    public CodePoints without(CodePoints other) {
        BitSet rest = (BitSet) bits.clone();
        rest.andNot(other.bits);
        return new CodePoints(rest);
    }

    public CodePoints and(CodePoints other) {
        BitSet common = (BitSet) bits.clone();
        common.and(other.bits);
        return new CodePoints(common);
    }

    CodePoints complement() {
        return all().without(this);
    }

    public boolean contains(int point) {
        return bits.get(point);
    }

    /** Takes the first and the last character of a range. */
    public interface RangeSink {
        void accept(int first, int last);
    }

    /** Tells the ranges of adjacent characters, in order. */
    public void ranges(RangeSink sink) {
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int end = bits.nextClearBit(first);
            sink.accept(first, end - 1);
            first = bits.nextSetBit(end);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePoints points && bits.equals(points.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }
}
