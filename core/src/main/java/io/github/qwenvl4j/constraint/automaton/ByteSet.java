package io.github.qwenvl4j.constraint.automaton;

import java.util.BitSet;

/** A set of bytes. Immutable. */
public record ByteSet(long a, long b, long c, long d) {

    /** The bytes from {@code first} to {@code last}, both included. */
    public static ByteSet range(int first, int last) {
        BitSet bits = new BitSet(256);
        bits.set(first, last + 1);
        return of(bits);
    }

    private static ByteSet of(BitSet bits) {
        long[] words = new long[4];
        System.arraycopy(bits.toLongArray(), 0, words, 0, bits.toLongArray().length);
        return new ByteSet(words[0], words[1], words[2], words[3]);
    }

    boolean contains(int value) {
        long word = switch (value >> 6) {
            case 0 -> a;
            case 1 -> b;
            case 2 -> c;
            default -> d;
        };
        return (word >>> (value & 63) & 1) != 0;
    }

    ByteSet or(ByteSet other) {
        return new ByteSet(a | other.a, b | other.b, c | other.c, d | other.d);
    }

    int count() {
        return Long.bitCount(a) + Long.bitCount(b) + Long.bitCount(c) + Long.bitCount(d);
    }

    /** The smallest byte in it. */
    int first() {
        return BitSet.valueOf(new long[] {a, b, c, d}).nextSetBit(0);
    }
}
