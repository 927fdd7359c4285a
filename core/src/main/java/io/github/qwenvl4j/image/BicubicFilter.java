package io.github.qwenvl4j.image;

import java.util.Arrays;
import java.util.function.DoubleToIntFunction;

/**
 * One direction of an antialiased bicubic resize: each output sample is a weighted sum of neighbouring input samples;
 * when shrinking, the filter is stretched by the shrink factor. The weights are fixed-point numbers, and results are
 * rounded and clamped to 8 bits. See {@link Bicubic} for the two precisions.
 *
 * <p>Making the weights costs about a thousandth of one pass, so they are not cached.
 *
 * @param first index of the first input sample of each output sample
 * @param weights the weights of each output sample
 * @param precision fractional bits of the weights
 */
record BicubicFilter(int[] first, int[][] weights, int precision) {

    private static final int PILLOW_PRECISION = 32 - 8 - 2;
    private static final double RADIUS = 2;
    private static final double A = -0.5;

    /** Pillow's: weights of 22 fractional bits. */
    static BicubicFilter pillow(int inputs, int outputs) {
        return of(inputs, outputs, largest -> PILLOW_PRECISION);
    }

    /** LibTorch's: as many fractional bits as possible while the largest weight of the axis fits 16 bits. */
    static BicubicFilter libTorch(int inputs, int outputs) {
        return of(inputs, outputs, largest -> {
            int precision = 0;
            while (precision < PILLOW_PRECISION && (int) (0.5 + largest * (1 << precision + 1)) < 1 << 15) {
                precision++;
            }
            return precision;
        });
    }

    private static BicubicFilter of(int inputs, int outputs, DoubleToIntFunction precisionFor) {
        double scale = (double) inputs / outputs;
        double stretch = Math.max(scale, 1);
        double support = RADIUS * stretch;
        int[] first = new int[outputs];
        double[][] exact = new double[outputs][];
        double largest = 0;
        for (int i = 0; i < outputs; i++) {
            double center = (i + 0.5) * scale;
            int from = Math.max((int) (center - support + 0.5), 0);
            int to = Math.min((int) (center + support + 0.5), inputs);
            first[i] = from;
            exact[i] = weights(from - center + 0.5, to - from, 1 / stretch);
            largest = Math.max(largest, Arrays.stream(exact[i]).max().orElse(0));
        }
        int precision = precisionFor.applyAsInt(largest);
        int[][] weights =
                Arrays.stream(exact).map(each -> fixed(each, precision)).toArray(int[][]::new);
        return new BicubicFilter(first, weights, precision);
    }

    private static double[] weights(double offset, int count, double shrink) {
        double[] exact = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            exact[i] = bicubic((i + offset) * shrink);
            sum += exact[i];
        }
        for (int i = 0; i < count && sum != 0; i++) {
            exact[i] /= sum;
        }
        return exact;
    }

    private static int[] fixed(double[] exact, int precision) {
        int[] fixed = new int[exact.length];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = (int) ((exact[i] < 0 ? -0.5 : 0.5) + exact[i] * (1 << precision));
        }
        return fixed;
    }

    private int half() {
        return 1 << precision - 1;
    }

    private static double bicubic(double signed) {
        double x = Math.abs(signed);
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }

    /**
     * Resizes every row: {@code rows} rows of {@code width} RGB pixels become rows of as many pixels as there are
     * outputs.
     */
    byte[] horizontal(byte[] rgb, int width, int rows) {
        int outputs = first.length;
        byte[] result = new byte[3 * outputs * rows];
        int half = half();
        for (int y = 0, to = 0; y < rows; y++) {
            int start = 3 * width * y;
            for (int i = 0; i < outputs; i++, to += 3) {
                int[] w = weights[i];
                int red = half;
                int green = half;
                int blue = half;
                int from = start + 3 * first[i];
                for (int weight : w) {
                    red += (rgb[from] & 0xff) * weight;
                    green += (rgb[from + 1] & 0xff) * weight;
                    blue += (rgb[from + 2] & 0xff) * weight;
                    from += 3;
                }
                result[to] = clip(red);
                result[to + 1] = clip(green);
                result[to + 2] = clip(blue);
            }
        }
        return result;
    }

    /** Resizes every column: rows of {@code rowLength} bytes become as many rows as there are outputs. */
    byte[] vertical(byte[] rows, int rowLength) {
        byte[] result = new byte[rowLength * first.length];
        int[] sums = new int[rowLength];
        for (int i = 0; i < first.length; i++) {
            Arrays.fill(sums, half());
            int from = first[i] * rowLength;
            for (int weight : weights[i]) {
                addWeighted(sums, rows, from, weight);
                from += rowLength;
            }
            for (int x = 0; x < rowLength; x++) {
                result[i * rowLength + x] = clip(sums[x]);
            }
        }
        return result;
    }

    private static void addWeighted(int[] sums, byte[] rows, int from, int weight) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += (rows[from + x] & 0xff) * weight;
        }
    }

    private byte clip(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> precision));
    }
}
