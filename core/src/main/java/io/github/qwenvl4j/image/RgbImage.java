package io.github.qwenvl4j.image;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A decoded picture: 8-bit red, green and blue, row by row, without alpha. Immutable and thread-safe.
 */
public final class RgbImage {

    private final int width;
    private final int height;
    private final byte[] pixels;
    private volatile String contentHash;

    private RgbImage(int width, int height, byte[] pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /**
     * A picture of a copy of {@code rgb}.
     *
     * @param rgb width * height * 3 bytes: row by row, red, green, blue
     * @throws IllegalArgumentException when the sizes do not agree
     */
    public static RgbImage of(int width, int height, byte[] rgb) {
        return wrap(width, height, rgb.clone());
    }

    /**
     * The samples of {@code image} as they are stored: palettes are expanded, grey is repeated, more than 8 bits are cut
     * to the upper 8, alpha is dropped and an RGB or grey colour profile is not applied.
     */
    public static RgbImage of(BufferedImage image) {
        return wrap(image.getWidth(), image.getHeight(), RawPixels.rgb(image));
    }

    /** As {@link #of(int, int, byte[])}, but {@code rgb} now belongs to the picture. */
    static RgbImage wrap(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException("%d bytes for %d x %d pixels".formatted(rgb.length, width, height));
        }
        return new RgbImage(width, height, rgb);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** A copy of the pixels: width * height * 3 bytes, row by row, red, green, blue. */
    public byte[] toBytes() {
        return pixels.clone();
    }

    /** A copy of type {@link BufferedImage#TYPE_INT_RGB}, ready to be drawn upon. */
    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i += 3) {
                row[x] = (pixels[i] & 0xff) << 16 | (pixels[i + 1] & 0xff) << 8 | pixels[i + 2] & 0xff;
            }
            image.getRaster().setDataElements(0, y, width, 1, row);
        }
        return image;
    }

    /** SHA-256 of size and pixels, in hexadecimal: equal for equal pictures, whatever file they came from. */
    public String contentHash() {
        String hash = contentHash;
        if (hash == null) {
            hash = computeHash();
            contentHash = hash;
        }
        return hash;
    }

    private String computeHash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(8).putInt(width).putInt(height).array());
            return HexFormat.of().formatHex(digest.digest(pixels));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The pixels themselves, for reading only. */
    byte[] pixels() {
        return pixels;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage image
                && width == image.width
                && height == image.height
                && Arrays.equals(pixels, image.pixels);
    }

    @Override
    public int hashCode() {
        return contentHash().hashCode();
    }

    @Override
    public String toString() {
        return "RgbImage[" + width + " x " + height + "]";
    }
}
