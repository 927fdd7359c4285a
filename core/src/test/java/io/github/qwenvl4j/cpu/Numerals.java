package io.github.qwenvl4j.cpu;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Arrays of made-up numbers, and plain sums over them. */
final class Numerals {

    private final Random random;

    Numerals(long seed) {
        this.random = new Random(seed);
    }

    float[] normal(long count) {
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Between two bounds. */
    float[] between(double low, double high, long count) {
        return map(new float[Math.toIntExact(count)], x -> low + (high - low) * random.nextDouble());
    }

    /** Whole numbers from {@code low} to below {@code high}. */
    byte[] whole(int low, int high, long count) {
        byte[] values = new byte[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (low + random.nextInt(high - low));
        }
        return values;
    }

    static float[] map(float[] values, DoubleUnaryOperator function) {
        float[] mapped = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            mapped[i] = (float) function.applyAsDouble(values[i]);
        }
        return mapped;
    }

    /** To the nearest number of bfloat16, ties to even. */
    static float[] bfloat16(float[] values) {
        return map(values, x -> {
            int bits = Float.floatToRawIntBits((float) x);
            return Float.intBitsToFloat(bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000);
        });
    }

    /** {@code x w^T}: x {@code [rows, inputs]}, w {@code [outputs, inputs]}. */
    static double[] product(float[] x, float[] w, int inputs) {
        int rows = x.length / inputs;
        int outputs = w.length / inputs;
        double[] y = new double[rows * outputs];
        for (int i = 0; i < y.length; i++) {
            int row = i / outputs * inputs;
            int output = i % outputs * inputs;
            for (int k = 0; k < inputs; k++) {
                y[i] += (double) x[row + k] * w[output + k];
            }
        }
        return y;
    }

    /** The largest difference, as a part of the largest number. */
    static double error(float[] actual, double[] expected) {
        double largest = 0;
        double error = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double difference = Math.abs(actual[i] - expected[i]);
            error = difference <= error ? error : difference; // NaN stays
        }
        return error / largest;
    }

    static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
