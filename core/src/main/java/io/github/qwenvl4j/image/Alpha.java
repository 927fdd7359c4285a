package io.github.qwenvl4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Optional;

/** What is transparent in a picture: a byte for each pixel, 255 for opaque. */
final class Alpha {

    private static final int OPAQUE = 0xff;

    private Alpha() {}

    /** Of a picture that says it in its colour model. */
    static Optional<byte[]> of(BufferedImage image) {
        if (!image.getColorModel().hasAlpha()) {
            return Optional.empty();
        }
        if (image.getColorModel() instanceof IndexColorModel palette) {
            byte[] alphas = new byte[palette.getMapSize()];
            palette.getAlphas(alphas);
            return Optional.of(ofPalette(image.getRaster(), alphas));
        }
        byte[] alpha = new byte[image.getWidth() * image.getHeight()];
        Raster own = image.getAlphaRaster();
        for (int y = 0; y < image.getHeight(); y++) {
            int from = y * image.getWidth();
            if (own != null) {
                System.arraycopy(RawPixels.row(own, y), 0, alpha, from, image.getWidth());
                continue;
            }
            for (int x = 0; x < image.getWidth(); x++) {
                alpha[from + x] = (byte) (image.getRGB(x, y) >>> 24);
            }
        }
        return Optional.of(alpha);
    }

    /** @param alphas of the palette's first entries; the others are opaque */
    static byte[] ofPalette(Raster indices, byte[] alphas) {
        byte[] alpha = new byte[indices.getWidth() * indices.getHeight()];
        int[] row = null;
        for (int y = 0, to = 0; y < indices.getHeight(); y++) {
            row = indices.getSamples(indices.getMinX(), indices.getMinY() + y, indices.getWidth(), 1, 0, row);
            for (int index : row) {
                alpha[to++] = index < alphas.length ? alphas[index] : (byte) OPAQUE;
            }
        }
        return alpha;
    }

    /** Transparent is the one colour that has these samples. */
    static byte[] ofColour(Raster raster, int[] colour) {
        byte[] alpha = new byte[raster.getWidth() * raster.getHeight()];
        int[] row = null;
        int bands = raster.getNumBands();
        for (int y = 0, to = 0; y < raster.getHeight(); y++) {
            row = raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int from = 0; from < row.length; from += bands) {
                boolean same = true;
                for (int band = 0; band < colour.length; band++) {
                    same &= row[from + band] == colour[band];
                }
                alpha[to++] = (byte) (same ? 0 : OPAQUE);
            }
        }
        return alpha;
    }

    /** Whether anything is transparent. */
    static boolean isSeen(byte[] alpha) {
        for (byte value : alpha) {
            if (value != (byte) OPAQUE) {
                return true;
            }
        }
        return false;
    }

    /** Colours on white, rounded as Pillow rounds them. */
    static byte[] onWhite(byte[] rgb, byte[] alpha) {
        byte[] blended = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            int opaque = alpha[i / 3] & OPAQUE;
            int sum = (rgb[i] & 0xff) * opaque + OPAQUE * (OPAQUE - opaque) + 128;
            blended[i] = (byte) (sum + (sum >> 8) >> 8);
        }
        return blended;
    }
}
