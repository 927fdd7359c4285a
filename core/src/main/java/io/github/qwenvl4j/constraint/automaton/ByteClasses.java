package io.github.qwenvl4j.constraint.automaton;

import java.util.Arrays;

/** Bytes in classes: behind two bytes of one class the same may follow. Immutable. */
final class ByteClasses {

    static final ByteClasses ONE = new ByteClasses(new int[256]);

    private final byte[] classes; // by byte
    private final byte[] firsts; // by class
    private final int[] sizes;

    /** @param numbers of the classes by byte: any numbers */
    private ByteClasses(int[] numbers) {
        int[] renumbered = new int[Arrays.stream(numbers).max().orElseThrow() + 1];
        this.classes = new byte[256];
        int count = 0;
        byte[] first = new byte[256];
        int[] size = new int[256];
        for (int value = 0; value < 256; value++) {
            int number = renumbered[numbers[value]] - 1;
            if (number < 0) {
                number = count++;
                renumbered[numbers[value]] = count;
                first[number] = (byte) value;
            }
            size[number]++;
            classes[value] = (byte) number;
        }
        this.firsts = Arrays.copyOf(first, count);
        this.sizes = Arrays.copyOf(size, count);
    }

    /** The bytes of a set, and all others. */
    static ByteClasses of(ByteSet set) {
        int[] numbers = new int[256];
        for (int value = 0; value < 256; value++) {
            numbers[value] = set.contains(value) ? 1 : 0;
        }
        return new ByteClasses(numbers);
    }

    /** Each digit for itself, and all others. */
    static ByteClasses digits() {
        int[] numbers = new int[256];
        for (int digit = 0; digit < 10; digit++) {
            numbers['0' + digit] = digit + 1;
        }
        return new ByteClasses(numbers);
    }

    /** Classes of bytes that are together in both. */
    ByteClasses and(ByteClasses other) {
        int[] numbers = new int[256];
        for (int value = 0; value < 256; value++) {
            numbers[value] = of(value) * other.count() + other.of(value);
        }
        return new ByteClasses(numbers);
    }

    int count() {
        return firsts.length;
    }

    /** The class of a byte. */
    int of(int value) {
        return classes[value] & 0xFF;
    }

    /** A byte of a class. */
    int first(int number) {
        return firsts[number] & 0xFF;
    }

    /** How many bytes a class has. */
    int size(int number) {
        return sizes[number];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteClasses same && Arrays.equals(classes, same.classes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(classes);
    }
}
