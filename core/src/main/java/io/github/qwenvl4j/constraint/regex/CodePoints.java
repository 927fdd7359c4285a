package io.github.qwenvl4j.constraint.regex;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** A set of Unicode characters, surrogates excepted. Immutable. */
public final class CodePoints {

    private static final int END = Character.MAX_CODE_POINT + 1;
    private static final CodePoints ALL =
            new CodePoints(new int[] {0, Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1, END});

    /** Says of a character whether it belongs to a set, given whether it belongs to two others. */
    private interface Membership {
        boolean of(boolean one, boolean other);
    }

    private final int[] edges; // where a range begins, where it has ended, and so on

    private CodePoints(int[] edges) {
        this.edges = edges;
    }

    public static CodePoints all() {
        return ALL;
    }

    public static CodePoints of(String characters) {
        CodePoints all = new CodePoints(new int[0]);
        for (int point : characters.codePoints().toArray()) {
            all = all.or(range(point, point));
        }
        return all;
    }

    /** The characters from {@code first} to {@code last}, both included. */
    public static CodePoints range(int first, int last) {
        return new CodePoints(new int[] {first, last + 1}).and(ALL);
    }

    static CodePoints where(IntPredicate belongs) {
        int[] edges = new int[16];
        int count = 0;
        for (int point = 0; point <= END; point++) {
            if (count % 2 == 0 == (point < END && belongs.test(point))) {
                edges = count == edges.length ? Arrays.copyOf(edges, 2 * count) : edges;
                edges[count++] = point;
            }
        }
        return new CodePoints(Arrays.copyOf(edges, count)).and(ALL);
    }

    public CodePoints or(CodePoints other) {
        return combined(other, (mine, others) -> mine || others);
    }

    public CodePoints without(CodePoints other) {
        return combined(other, (mine, others) -> mine && !others);
    }

    public CodePoints and(CodePoints other) {
        return combined(other, (mine, others) -> mine && others);
    }

    CodePoints complement() {
        return ALL.without(this);
    }

    private CodePoints combined(CodePoints other, Membership membership) {
        int[] result = new int[edges.length + other.edges.length];
        int count = 0;
        int i = 0;
        int j = 0;
        while (i < edges.length || j < other.edges.length) {
            int mine = i < edges.length ? edges[i] : Integer.MAX_VALUE;
            int others = j < other.edges.length ? other.edges[j] : Integer.MAX_VALUE;
            i += mine <= others ? 1 : 0;
            j += others <= mine ? 1 : 0;
            boolean inside = count % 2 == 1;
            if (membership.of(i % 2 == 1, j % 2 == 1) != inside) {
                result[count++] = Math.min(mine, others);
            }
        }
        return new CodePoints(Arrays.copyOf(result, count));
    }

    public boolean contains(int point) {
        int found = Arrays.binarySearch(edges, point);
        return (found >= 0 ? found + 1 : -found - 1) % 2 == 1;
    }

    /** Takes the first and the last character of a range. */
    public interface RangeSink {
        void accept(int first, int last);
    }

    /** Tells the ranges of adjacent characters, in order. */
    public void ranges(RangeSink sink) {
        for (int i = 0; i < edges.length; i += 2) {
            sink.accept(edges[i], edges[i + 1] - 1);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePoints points && Arrays.equals(edges, points.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }
}
