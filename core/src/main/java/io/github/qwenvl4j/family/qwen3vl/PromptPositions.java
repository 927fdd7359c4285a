package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.model.RowPositions;
import java.util.List;

/**
 * Where the rows of a prompt, and of what is generated behind it, stand in time, row and column. Text counts on in all
 * three; a picture starts where the text before it ends, spreads over rows and columns, and takes as many positions as its
 * longer side. Immutable.
 */
final class PromptPositions implements RowPositions {

    private static final int AXES = 3;

    private final int[] positions; // of the prompt, row by row
    private final int delta; // of a later row: its position less its index

    private PromptPositions(int[] positions, int delta) {
        this.positions = positions;
        this.delta = delta;
    }

    /** @param pictures in order, without overlap */
    static PromptPositions of(int length, List<PlacedGrid> pictures) {
        int[] positions = new int[AXES * length];
        int next = 0;
        int at = 0;
        for (PlacedGrid picture : pictures) {
            next = text(positions, at, picture.start(), next);
            for (int i = 0; i < picture.height() * picture.width(); i++) {
                int row = AXES * (picture.start() + i);
                positions[row] = next;
                positions[row + 1] = next + i / picture.width();
                positions[row + 2] = next + i % picture.width();
            }
            next += Math.max(picture.height(), picture.width());
            at = picture.end();
        }
        next = text(positions, at, length, next);
        return new PromptPositions(positions, next - length);
    }

    /** The position behind the text. */
    private static int text(int[] positions, int from, int to, int first) {
        for (int i = from; i < to; i++) {
            for (int axis = 0; axis < AXES; axis++) {
                positions[AXES * i + axis] = first + i - from;
            }
        }
        return first + to - from;
    }

    /** Rows that are equal so far, pictures included, stand in the same places. */
    @Override
    public long salt() {
        return 0;
    }

    /** Time, row and column of rows {@code [from, from + count)}: {@code 3 * count} numbers, row by row. */
    int[] of(int from, int count) {
        int[] some = new int[AXES * count];
        for (int i = 0; i < some.length; i++) {
            int at = AXES * from + i;
            some[i] = at < positions.length ? positions[at] : at / AXES + delta;
        }
        return some;
    }
}
