package io.github.qwenvl4j.image;

/**
 * Size limits for pictures, checked against the header before decoding.
 *
 * @param maxPixels maximum number of pixels, width times height
 * @param maxSide largest width and largest height
 * @param maxBytes largest encoded size: of a file, of the content of a data URL, of a download
 */
public record ImageLimits(long maxPixels, int maxSide, long maxBytes) {

    /** 50 million pixels, sides up to 65,535 pixels, and enough bytes for an uncompressed picture of that size. */
    public static final ImageLimits DEFAULT = new ImageLimits(50_000_000, 65_535, 200_000_000);

    /** @throws IllegalArgumentException when a limit is not positive or cannot be held in one Java array */
    public ImageLimits {
        if (maxPixels < 1 || maxPixels > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException("maxPixels is " + maxPixels);
        }
        if (maxSide < 1) {
            throw new IllegalArgumentException("maxSide is " + maxSide);
        }
        if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("maxBytes is " + maxBytes);
        }
    }

    void checkSize(long width, long height) throws UnusableImageException {
        if (width < 1 || height < 1) {
            throw new UnusableImageException("has no pixels (%d x %d)".formatted(width, height));
        }
        if (width > maxSide || height > maxSide) {
            throw new UnusableImageException(
                    "is %d x %d; a side may have at most %d pixels".formatted(width, height, maxSide));
        }
        if (width * height > maxPixels) {
            throw new UnusableImageException(
                    "is %d x %d; at most %d pixels are allowed".formatted(width, height, maxPixels));
        }
    }

    void checkBytes(long bytes) throws UnusableImageException {
        if (bytes > maxBytes) {
            throw new UnusableImageException("has more than %d bytes".formatted(maxBytes));
        }
    }
}
