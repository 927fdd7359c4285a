package io.github.qwenvl4j.image;

import java.util.Arrays;

/**
 * One direction of Pillow's antialiased bicubic resize ({@code ImagingResample} in
 * https://github.com/python-pillow/Pillow/blob/11.0.0/src/libImaging/Resample.c): each output sample is a weighted sum of
 * neighbouring input samples; when shrinking, the filter is stretched by the shrink factor. The weights are fixed-point
 * numbers with {@value #PRECISION_BITS} fractional bits, and results are rounded and clamped to 8 bits.
 *
 * <p>Making the weights costs about a thousandth of one pass, so they are not cached.
 *
 * @param first index of the first input sample of each output sample
 * @param weights the weights of each output sample
 */
record BicubicFilter(int[] first, int[][] weights) {

    private static final int PRECISION_BITS = 32 - 8 - 2;
    private static final int HALF = 1 << PRECISION_BITS - 1;
    private static final double RADIUS = 2;
    private static final double A = -0.5;

    static BicubicFilter of(int inputs, int outputs) {
        double scale = (double) inputs / outputs;
        double stretch = Math.max(scale, 1);
        double support = RADIUS * stretch;
        int[] first = new int[outputs];
        int[][] weights = new int[outputs][];
        for (int i = 0; i < outputs; i++) {
            double center = (i + 0.5) * scale;
            int from = Math.max((int) (center - support + 0.5), 0);
            int to = Math.min((int) (center + support + 0.5), inputs);
            first[i] = from;
            weights[i] = weights(from - center + 0.5, to - from, 1 / stretch);
        }
        return new BicubicFilter(first, weights);
    }

    private static int[] weights(double offset, int count, double shrink) {
        double[] exact = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            exact[i] = bicubic((i + offset) * shrink);
            sum += exact[i];
        }
        int[] fixed = new int[count];
        for (int i = 0; i < count; i++) {
            double weight = sum == 0 ? exact[i] : exact[i] / sum;
            fixed[i] = (int) ((weight < 0 ? -0.5 : 0.5) + weight * (1 << PRECISION_BITS));
        }
        return fixed;
    }

    private static double bicubic(double signed) {
        double x = Math.abs(signed);
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }

    /** Resizes every row: {@code rows} rows of {@code width} RGB pixels become rows of as many pixels as there are outputs. */
    byte[] horizontal(byte[] rgb, int width, int rows) {
        int outputs = first.length;
        byte[] result = new byte[3 * outputs * rows];
        for (int y = 0, to = 0; y < rows; y++) {
            int start = 3 * width * y;
            for (int i = 0; i < outputs; i++, to += 3) {
                int[] w = weights[i];
                int red = HALF;
                int green = HALF;
                int blue = HALF;
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
            Arrays.fill(sums, HALF);
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

    private static byte clip(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
    }
}
