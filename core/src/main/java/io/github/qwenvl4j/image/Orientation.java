package io.github.qwenvl4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The orientation tag of an EXIF block (1 to 8) and how to undo it.
 *
 * @param code as in EXIF 2.3, 4.6.4: 1 is upright, 6 needs a turn to the right
 */
record Orientation(int code) {

    static final Orientation UPRIGHT = new Orientation(1);
    private static final int TAG = 0x0112;
    private static final int TYPE_SHORT = 3;
    private static final byte[] PREFIX = {'E', 'x', 'i', 'f', 0, 0};

    /** Reads the orientation from an EXIF block that fills the buffer; empty if the block is invalid. */
    static Orientation fromExif(ByteBuffer block) {
        ByteBuffer tiff = startsWithPrefix(block) ? block.slice(PREFIX.length, block.limit() - PREFIX.length) : block;
        if (tiff.remaining() < 8) {
            return UPRIGHT;
        }
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = Integer.toUnsignedLong(tiff.getInt(4));
        if (directory + 2 > tiff.limit()) {
            return UPRIGHT;
        }
        int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
        long entry = directory + 2;
        for (int i = 0; i < entries && entry + 12 <= tiff.limit(); i++, entry += 12) {
            int at = (int) entry;
            if (Short.toUnsignedInt(tiff.getShort(at)) == TAG && tiff.getShort(at + 2) == TYPE_SHORT) {
                int code = tiff.getShort(at + 8);
                return code >= 1 && code <= 8 ? new Orientation(code) : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /** JPEG requires this prefix before the TIFF structure; some writers of WebP and PNG also add it. */
    static boolean startsWithPrefix(ByteBuffer block) {
        return block.limit() >= PREFIX.length && block.slice(0, PREFIX.length).equals(ByteBuffer.wrap(PREFIX));
    }

    /** Whether width and height change places. */
    boolean turns() {
        return code >= 5;
    }

    /** The picture rotated and mirrored so that it is upright. */
    RgbImage apply(RgbImage image) {
        if (code == 1) {
            return image;
        }
        int width = turns() ? image.height() : image.width();
        int height = turns() ? image.width() : image.height();
        return RgbImage.wrap(width, height, upright(image.pixels(), 3, image))
                .withAlpha(image.alpha().map(alpha -> upright(alpha, 1, image)));
    }

    /** @param from of each pixel {@code bytes} bytes */
    private byte[] upright(byte[] from, int bytes, RgbImage image) {
        boolean flipX = code == 2 || code == 3 || code == 7 || code == 8;
        boolean flipY = code == 3 || code == 4 || code == 6 || code == 7;
        int width = turns() ? image.height() : image.width();
        byte[] upright = new byte[from.length];
        for (int to = 0; to < upright.length; to += bytes) {
            int x = to / bytes % width;
            int y = to / bytes / width;
            int sourceX = turns() ? y : x;
            int sourceY = turns() ? x : y;
            sourceX = flipX ? image.width() - 1 - sourceX : sourceX;
            sourceY = flipY ? image.height() - 1 - sourceY : sourceY;
            System.arraycopy(from, bytes * (sourceY * image.width() + sourceX), upright, to, bytes);
        }
        return upright;
    }
}
