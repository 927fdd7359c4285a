package io.github.qwenvl4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first frame of a GIF. The frame may be smaller than the canvas, or extend beyond it, which enlarges the canvas.
 * Uncovered pixels get the transparent colour, or the first of the palette if there is none, as in Pillow.
 *
 * @param background index into the frame's palette
 */
record GifFile(byte[] file, long width, long height, int left, int top, int background) implements EncodedImage {

    private static final int HEADER = 13;
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int GRAPHIC_CONTROL = 0xf9;

    static GifFile open(ByteBuffer file) throws UnusableImageException {
        file.order(ByteOrder.LITTLE_ENDIAN);
        int background = 0;
        file.position(HEADER + paletteBytes(file.get(10)));
        while (true) {
            int block = file.get() & 0xff;
            if (block == IMAGE) {
                return atFrame(file, background);
            }
            if (block != EXTENSION) {
                throw new UnusableImageException("is a GIF without a frame");
            }
            int label = file.get() & 0xff;
            if (label == GRAPHIC_CONTROL && (file.get(file.position() + 1) & 1) == 1) {
                background = file.get(file.position() + 4) & 0xff;
            }
            skipBlocks(file);
        }
    }

    private static GifFile atFrame(ByteBuffer file, int background) {
        int left = Short.toUnsignedInt(file.getShort());
        int top = Short.toUnsignedInt(file.getShort());
        int frameWidth = Short.toUnsignedInt(file.getShort());
        int frameHeight = Short.toUnsignedInt(file.getShort());
        int flags = file.get();
        file.position(file.position() + paletteBytes(flags) + 1);
        skipBlocks(file);
        int width = Math.max(Short.toUnsignedInt(file.getShort(6)), left + frameWidth);
        int height = Math.max(Short.toUnsignedInt(file.getShort(8)), top + frameHeight);
        boolean empty = frameWidth == 0 || frameHeight == 0;
        return new GifFile(file.array(), empty ? 0 : width, empty ? 0 : height, left, top, background);
    }

    private static int paletteBytes(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 * (2 << (flags & 7));
    }

    private static void skipBlocks(ByteBuffer file) {
        for (int length = file.get() & 0xff; length != 0; length = file.get() & 0xff) {
            file.position(Math.min(file.position() + length, file.limit()));
        }
    }

    @Override
    public Orientation orientation() {
        return Orientation.UPRIGHT;
    }

    @Override
    public RgbImage decode() throws IOException {
        BufferedImage frame = ImageDecoder.read("GIF", file);
        int colour = frame.getColorModel() instanceof IndexColorModel palette && background < palette.getMapSize()
                ? palette.getRGB(background)
                : 0;
        return new Canvas((int) width, (int) height, colour).place(RgbImage.of(frame), left, top);
    }
}
