package io.github.qwenvl4j.image;

import java.awt.image.Raster;
import java.nio.ByteBuffer;

/**
 * The colour space of a JPEG's samples and their conversion to RGB, as in libjpeg and Pillow: YCbCr by JFIF's formulas
 * in 16-bit fixed point, and CMYK, always stored inverted, without a colour profile: R = (255-C)(255-K)/255.
 */
enum JpegColours {
    GRAY,
    RGB,
    YCBCR,
    CMYK,
    YCCK;

    static final int NO_ADOBE_SEGMENT = -1;

    private static final int SCALE_BITS = 16;
    private static final int HALF = 1 << SCALE_BITS - 1;
    private static final int CR_TO_RED = fixed(1.40200);
    private static final int CB_TO_BLUE = fixed(1.77200);
    private static final int CR_TO_GREEN = fixed(0.71414);
    private static final int CB_TO_GREEN = fixed(0.34414);

    private static int fixed(double factor) {
        return (int) (factor * (1 << SCALE_BITS) + 0.5);
    }

    /**
     * @param frame a start-of-frame segment
     * @param adobeTransform of the Adobe segment, or {@link #NO_ADOBE_SEGMENT}
     */
    static JpegColours of(ByteBuffer frame, boolean jfif, int adobeTransform) throws UnusableImageException {
        int components = frame.get(5) & 0xff;
        return switch (components) {
            case 1 -> GRAY;
            case 3 -> ofThree(frame, jfif, adobeTransform);
            case 4 -> adobeTransform == NO_ADOBE_SEGMENT || adobeTransform == 0 ? CMYK : YCCK;
            default -> throw new UnusableImageException("is a JPEG of %d components".formatted(components));
        };
    }

    private static JpegColours ofThree(ByteBuffer frame, boolean jfif, int adobeTransform) {
        if (jfif) {
            return YCBCR;
        }
        if (adobeTransform != NO_ADOBE_SEGMENT) {
            return adobeTransform == 0 ? RGB : YCBCR;
        }
        return frame.get(6) == 'R' && frame.get(9) == 'G' && frame.get(12) == 'B' ? RGB : YCBCR;
    }

    /** Width * height * 3 bytes. */
    byte[] rgb(Raster samples) {
        if (this == GRAY) {
            return RawPixels.grey(samples);
        }
        byte[] rgb = new byte[3 * samples.getWidth() * samples.getHeight()];
        int bands = samples.getNumBands();
        for (int y = 0, to = 0; y < samples.getHeight(); y++) {
            byte[] row = RawPixels.row(samples, y);
            for (int from = 0; from < row.length; from += bands, to += 3) {
                pixel(row, from, rgb, to);
            }
        }
        return rgb;
    }

    private void pixel(byte[] row, int from, byte[] rgb, int to) {
        if (this == YCBCR || this == YCCK) {
            fromYcc(row, from, rgb, to);
        } else {
            System.arraycopy(row, from, rgb, to, 3);
        }
        if (this == CMYK || this == YCCK) {
            int paper = row[from + 3] & 0xff; // 255 - K: inks are stored inverted, but YCC describes the ink itself
            for (int i = to; i < to + 3; i++) {
                int ink = this == YCCK ? rgb[i] & 0xff : 255 - (rgb[i] & 0xff);
                rgb[i] = (byte) (paper - scaled(ink, paper));
            }
        }
    }

    /** a * b / 255, rounded, as Pillow's MULDIV255. */
    private static int scaled(int a, int b) {
        int product = a * b + 128;
        return (product >> 8) + product >> 8;
    }

    private static void fromYcc(byte[] row, int from, byte[] rgb, int to) {
        int y = row[from] & 0xff;
        int cb = (row[from + 1] & 0xff) - 128;
        int cr = (row[from + 2] & 0xff) - 128;
        rgb[to] = clamp(y + (CR_TO_RED * cr + HALF >> SCALE_BITS));
        rgb[to + 1] = clamp(y + (-CB_TO_GREEN * cb - CR_TO_GREEN * cr + HALF >> SCALE_BITS));
        rgb[to + 2] = clamp(y + (CB_TO_BLUE * cb + HALF >> SCALE_BITS));
    }

    private static byte clamp(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
