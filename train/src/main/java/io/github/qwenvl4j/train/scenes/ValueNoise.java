package io.github.qwenvl4j.train.scenes;

/** Smooth noise in [0, 1]: random values on a lattice, interpolated, in three octaves. */
final class ValueNoise {

    private static final int PERIOD = 64;

    private final double[] lattice = new double[PERIOD * PERIOD];

    ValueNoise(long seed) {
        Dice dice = new Dice(seed);
        for (int i = 0; i < lattice.length; i++) {
            lattice[i] = dice.uniform();
        }
    }

    double at(double x, double y) {
        return (4 * octave(x, y) + 2 * octave(2 * x + 17, 2 * y + 5) + octave(4 * x + 31, 4 * y + 11)) / 7;
    }

    private double octave(double x, double y) {
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        double u = ease(x - column);
        double v = ease(y - row);
        double top = lattice(column, row) * (1 - u) + lattice(column + 1, row) * u;
        double bottom = lattice(column, row + 1) * (1 - u) + lattice(column + 1, row + 1) * u;
        return top * (1 - v) + bottom * v;
    }

    private double lattice(int column, int row) {
        return lattice[Math.floorMod(row, PERIOD) * PERIOD + Math.floorMod(column, PERIOD)];
    }

    private static double ease(double t) {
        return t * t * (3 - 2 * t);
    }
}
