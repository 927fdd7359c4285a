package io.github.qwenvl4j.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Random damage to files, the same for the same seed, and what a message about it may not say. {@code -Dqwenvl.mutations=N}
 * makes every test of damage run N rounds instead of its own few.
 */
public final class Damage {

    /** Words of Java and its libraries, which tell a person nothing. */
    private static final Pattern FOREIGN_WORDS = Pattern.compile(
            "Exception|Throwable|\\w+Error\\b|Raster|BufferedImage|\\b(java|javax|jdk|sun|com|org|kotlin)\\.[a-z]|@[0-9a-f]{4}|\\bnull\\b"
                    + "|EOF|int array|byte array|Index \\d+ out|Cannot (load|invoke|read|store|construct|deserialize)|::"
                    + "|line: \\d+, column|reference chain|Unexpected character|\\[Source|toIndex|newPosition|newLimit");

    private static final int[] ODD_NUMBERS = {
        0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE
    };

    private Damage() {}

    public static int rounds(int usual) {
        return Integer.getInteger("qwenvl.mutations", usual);
    }

    /** A damaged copy: up to four bytes, numbers or stretches are changed, lost, added or repeated. */
    public static byte[] of(byte[] file, Random random) {
        byte[] damaged = file.clone();
        for (int times = 1 + random.nextInt(4); times > 0 && damaged.length > 0; times--) {
            damaged = once(damaged, random);
        }
        return damaged;
    }

    private static byte[] once(byte[] file, Random random) {
        int at = random.nextInt(random.nextBoolean() ? file.length : Math.min(file.length, 64));
        int length = 1 + random.nextInt(Math.min(16, file.length - at));
        switch (random.nextInt(8)) {
            case 0 -> file[at] = (byte) random.nextInt();
            case 1 -> file[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> number(file, at, random);
            case 3 -> Arrays.fill(file, at, at + length, (byte) ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)]);
            case 4 -> {
                return Arrays.copyOf(file, at);
            }
            case 5 -> {
                return joined(file, at + length, at); // a stretch comes twice
            }
            case 6 -> {
                return joined(file, at, at + length); // a stretch is lost
            }
            default -> System.arraycopy(file, random.nextInt(file.length - length + 1), file, at, length);
        }
        return file;
    }

    private static void number(byte[] file, int at, Random random) {
        ByteOrder order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        int value = ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
        if (at + 4 <= file.length) {
            ByteBuffer.wrap(file).order(order).putInt(at, value);
        } else {
            file[at] = (byte) value;
        }
    }

    /** The first {@code head} bytes of a file, and what begins at {@code tail}, which may lie before or behind. */
    private static byte[] joined(byte[] file, int head, int tail) {
        byte[] out = Arrays.copyOf(file, head + file.length - tail);
        System.arraycopy(file, tail, out, head, file.length - tail);
        return out;
    }

    /** Throws unless {@code message} is one line of plain words. */
    public static void requirePlain(String message) {
        if (message == null
                || message.isBlank()
                || message.lines().count() != 1
                || message.chars().anyMatch(Character::isISOControl)) {
            throw new AssertionError("not one line: " + message);
        }
        if (FOREIGN_WORDS.matcher(message).find()) {
            throw new AssertionError("words of Java: " + message);
        }
    }
}
