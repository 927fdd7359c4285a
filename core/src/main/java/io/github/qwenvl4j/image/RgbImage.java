package io.github.qwenvl4j.image;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A decoded picture: 8-bit red, green and blue, row by row, and beside them what is transparent, for models that see it on
 * white. Immutable and thread-safe.
 */
public final class RgbImage {

    private final int width;
    private final int height;
    private final byte[] pixels;
    private final Optional<byte[]> alpha; // a byte for each pixel; absent where all are opaque
    private volatile String contentHash;

    private RgbImage(int width, int height, byte[] pixels, Optional<byte[]> alpha) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
        this.alpha = alpha;
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
     * to the upper 8, alpha is kept beside the colours and an RGB or grey colour profile is not applied.
     */
    public static RgbImage of(BufferedImage image) {
        return wrap(image.getWidth(), image.getHeight(), RawPixels.rgb(image)).withAlpha(Alpha.of(image));
    }

    /** As {@link #of(int, int, byte[])}, but {@code rgb} now belongs to the picture. */
    static RgbImage wrap(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException("%d bytes for %d x %d pixels".formatted(rgb.length, width, height));
        }
        return new RgbImage(width, height, rgb, Optional.empty());
    }

    /** This picture, transparent where {@code values}, one for each pixel, are below 255. */
    RgbImage withAlpha(Optional<byte[]> values) {
        return new RgbImage(width, height, pixels, values.filter(Alpha::isSeen));
    }

    /** A byte for each pixel, for reading only; absent where all are opaque. */
    Optional<byte[]> alpha() {
        return alpha;
    }

    /** This picture on a white ground, opaque. */
    public RgbImage onWhite() {
        return alpha.map(values -> wrap(width, height, Alpha.onWhite(pixels, values)))
                .orElse(this);
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

    /** A copy of type {@link BufferedImage#TYPE_INT_RGB}, ready to be drawn upon; alpha is dropped. */
    public BufferedImage toBufferedImage() {
        return toBufferedImage(BufferedImage.TYPE_INT_RGB);
    }

    /** A copy that keeps what is transparent. */
    BufferedImage toTransparentImage() {
        return toBufferedImage(alpha.isPresent() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    }

    private BufferedImage toBufferedImage(int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        int[] row = new int[width];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i += 3) {
                int opaque = alpha.isPresent() ? alpha.get()[i / 3] & 0xff : 0xff;
                row[x] = opaque << 24 | (pixels[i] & 0xff) << 16 | (pixels[i + 1] & 0xff) << 8 | pixels[i + 2] & 0xff;
            }
            image.getRaster().setDataElements(0, y, width, 1, row);
        }
        return image;
    }

    /**
     * SHA-256 of size and colours, in hexadecimal: equal for equal pictures, whatever file they came from. What is transparent
     * does not count.
     */
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
                && Arrays.equals(pixels, image.pixels)
                && Arrays.equals(alpha.orElse(null), image.alpha.orElse(null));
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
