package io.github.qwenvl4j.train.scenes;

/** Arithmetic on colours in the form {@code 0xRRGGBB}. */
final class Rgb {

    private Rgb() {}

    static int red(int rgb) {
        return rgb >> 16 & 0xFF;
    }

    static int green(int rgb) {
        return rgb >> 8 & 0xFF;
    }

    static int blue(int rgb) {
        return rgb & 0xFF;
    }

    static int of(double red, double green, double blue) {
        return clamp(red) << 16 | clamp(green) << 8 | clamp(blue);
    }

    private static int clamp(double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }

    static int mix(int from, int to, double share) {
        return of(
                red(from) + (red(to) - red(from)) * share,
                green(from) + (green(to) - green(from)) * share,
                blue(from) + (blue(to) - blue(from)) * share);
    }

    /** The CIE 1976 colour difference: two colours with less than about 10 are hard to distinguish. */
    static double difference(int a, int b) {
        double[] p = lab(a);
        double[] q = lab(b);
        return Math.sqrt(square(p[0] - q[0]) + square(p[1] - q[1]) + square(p[2] - q[2]));
    }

    /** CIE lightness, 0 to 100: its difference makes text legible. */
    static double lightness(int rgb) {
        return lab(rgb)[0];
    }

    private static double square(double value) {
        return value * value;
    }

    private static double[] lab(int rgb) {
        double r = linear(red(rgb));
        double g = linear(green(rgb));
        double b = linear(blue(rgb));
        double x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
        double y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
        double z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    private static double root(double t) {
        return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116.0;
    }
}
