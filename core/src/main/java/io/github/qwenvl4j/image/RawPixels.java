package io.github.qwenvl4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * The stored samples of a picture as 8-bit RGB. Java2D's own conversion applies colour management, which changes the
 * gamma of grey pictures; here a grey value of 100 becomes (100, 100, 100).
 */
final class RawPixels {

    private RawPixels() {}

    static byte[] rgb(BufferedImage image) {
        ColorModel colours = image.getColorModel();
        if (colours instanceof IndexColorModel palette) {
            return indexed(image.getRaster(), palette);
        }
        if (image.getType() == BufferedImage.TYPE_INT_RGB || image.getType() == BufferedImage.TYPE_INT_ARGB) {
            return packed(image);
        }
        int components = colours.getNumColorComponents();
        boolean whole = colours.getTransferType() == DataBuffer.TYPE_BYTE
                || colours.getTransferType() == DataBuffer.TYPE_USHORT
                || colours.getTransferType() == DataBuffer.TYPE_INT;
        if (whole && !colours.isAlphaPremultiplied() && (components == 1 || components == 3)) {
            return components == 1 ? grey(image.getRaster()) : colour(image.getRaster());
        }
        return managed(image);
    }

    /** Samples of row {@code y}, band after band for each pixel, scaled to 8 bits. */
    static byte[] row(Raster raster, int y) {
        int line = raster.getMinY() + y;
        if (raster.getTransferType() == DataBuffer.TYPE_BYTE
                && raster.getSampleModel() instanceof ComponentSampleModel) {
            return (byte[]) raster.getDataElements(raster.getMinX(), line, raster.getWidth(), 1, null);
        }
        int[] samples = raster.getPixels(raster.getMinX(), line, raster.getWidth(), 1, (int[]) null);
        byte[] row = new byte[samples.length];
        int bands = raster.getNumBands();
        for (int band = 0; band < bands; band++) {
            int bits = raster.getSampleModel().getSampleSize(band);
            for (int i = band; i < row.length; i += bands) {
                row[i] = scaled(samples[i], bits);
            }
        }
        return row;
    }

    /** A band without bits is black. */
    private static byte scaled(int sample, int bits) {
        if (bits >= 8) {
            return (byte) (sample >>> bits - 8);
        }
        return bits == 0 ? 0 : (byte) (sample * 255 / ((1 << bits) - 1));
    }

    private static byte[] colour(Raster raster) {
        if (liesAsRgb(raster)) {
            return ((DataBufferByte) raster.getDataBuffer()).getData().clone();
        }
        byte[] rgb = new byte[3 * raster.getWidth() * raster.getHeight()];
        int bands = raster.getNumBands();
        for (int y = 0, to = 0; y < raster.getHeight(); y++) {
            byte[] row = row(raster, y);
            for (int from = 0; from < row.length; from += bands, to += 3) {
                rgb[to] = row[from];
                rgb[to + 1] = row[from + 1];
                rgb[to + 2] = row[from + 2];
            }
        }
        return rgb;
    }

    /** As the platform decodes PNG: nothing is to be rearranged. */
    private static boolean liesAsRgb(Raster raster) {
        return raster.getSampleModel() instanceof PixelInterleavedSampleModel samples
                && raster.getDataBuffer() instanceof DataBufferByte data
                && raster.getParent() == null
                && samples.getPixelStride() == 3
                && Arrays.equals(samples.getBandOffsets(), new int[] {0, 1, 2})
                && data.getData().length == 3 * raster.getWidth() * raster.getHeight();
    }

    static byte[] grey(Raster raster) {
        byte[] rgb = new byte[3 * raster.getWidth() * raster.getHeight()];
        int bands = raster.getNumBands();
        for (int y = 0, to = 0; y < raster.getHeight(); y++) {
            byte[] row = row(raster, y);
            for (int from = 0; from < row.length; from += bands, to += 3) {
                rgb[to] = row[from];
                rgb[to + 1] = row[from];
                rgb[to + 2] = row[from];
            }
        }
        return rgb;
    }

    private static byte[] indexed(Raster raster, IndexColorModel palette) {
        byte[] rgb = new byte[3 * raster.getWidth() * raster.getHeight()];
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        int[] row = null;
        for (int y = 0, to = 0; y < raster.getHeight(); y++) {
            row = raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int index : row) {
                to = put(rgb, to, index < colours.length ? colours[index] : 0);
            }
        }
        return rgb;
    }

    private static byte[] packed(BufferedImage image) {
        byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
        int[] row = null;
        for (int y = 0, to = 0; y < image.getHeight(); y++) {
            row = (int[]) image.getRaster().getDataElements(0, y, image.getWidth(), 1, row);
            for (int pixel : row) {
                to = put(rgb, to, pixel);
            }
        }
        return rgb;
    }

    private static byte[] managed(BufferedImage image) {
        byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
        int[] row = null;
        for (int y = 0, to = 0; y < image.getHeight(); y++) {
            row = image.getRGB(0, y, image.getWidth(), 1, row, 0, image.getWidth());
            for (int pixel : row) {
                to = put(rgb, to, pixel);
            }
        }
        return rgb;
    }

    private static int put(byte[] rgb, int at, int pixel) {
        rgb[at] = (byte) (pixel >> 16);
        rgb[at + 1] = (byte) (pixel >> 8);
        rgb[at + 2] = (byte) pixel;
        return at + 3;
    }
}
