package io.github.qwenvl4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A WebP, lossy or lossless; for an animation, the first frame on black. Colour profiles are removed before decoding.
 */
record WebpFile(WebpFrame frame, long width, long height, Orientation orientation) implements EncodedImage {

    private static final int RIFF_HEADER = 12;
    private static final int CANVAS = 4; // after the flags of VP8X

    static WebpFile open(ByteBuffer file) throws UnusableImageException {
        file.order(ByteOrder.LITTLE_ENDIAN);
        WebpFrame frame = null;
        Optional<RiffChunk> alpha = Optional.empty();
        Orientation orientation = Orientation.UPRIGHT;
        long width = 0;
        long height = 0;
        long end = 8 + Integer.toUnsignedLong(file.getInt(4));
        RiffChunk chunk;
        for (int at = RIFF_HEADER; at + RiffChunk.HEADER <= end; at = chunk.end()) {
            chunk = RiffChunk.at(file, at);
            switch (chunk.type()) {
                case "VP8X" -> {
                    width = 1 + chunk.uint24(CANVAS);
                    height = 1 + chunk.uint24(CANVAS + 3);
                }
                case "ALPH" -> alpha = Optional.of(chunk);
                case "VP8 ", "VP8L" -> frame = frame == null ? WebpFrame.still(chunk, alpha, 0, 0) : frame;
                case "ANMF" -> frame = frame == null ? WebpFrame.animated(chunk) : frame;
                case "EXIF" -> orientation = Orientation.fromExif(chunk.data());
                default -> {
                    // Chunks that do not affect the pixels.
                }
            }
        }
        if (frame == null) {
            throw new UnusableImageException("is a WebP without a frame");
        }
        return onCanvas(frame, width == 0 ? frame.width() : width, height == 0 ? frame.height() : height, orientation);
    }

    private static WebpFile onCanvas(WebpFrame frame, long width, long height, Orientation orientation)
            throws UnusableImageException {
        if (frame.left() + frame.width() > width || frame.top() + frame.height() > height) {
            throw new UnusableImageException("is a WebP whose frame is larger than its canvas");
        }
        return new WebpFile(frame, width, height, orientation);
    }

    @Override
    public RgbImage decode() throws IOException {
        RgbImage pixels = RgbImage.of(ImageDecoder.readWebp(frame.file()));
        return new Canvas((int) width, (int) height, 0).place(pixels, frame.left(), frame.top());
    }
}
