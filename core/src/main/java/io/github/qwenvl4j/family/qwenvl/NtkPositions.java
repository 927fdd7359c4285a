package io.github.qwenvl4j.family.qwenvl;

import io.github.qwenvl4j.model.RowPositions;

/**
 * Rows count from 0; the base of their rotation grows with a factor.
 *
 * @param alpha the NTK factor, which the length of the prompt decides, whatever is generated or computed again
 */
public record NtkPositions(double alpha) implements RowPositions {

    /** Rows that were rotated under another factor are of no use. */
    @Override
    public long salt() {
        return alpha == 1 ? 0 : Double.doubleToLongBits(alpha);
    }
}
