package io.github.qwenvl4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * The pixel layout from a bitmap header of any version. The Java platform does not support all versions, so every
 * bitmap is passed to it with a 40-byte header.
 *
 * @param height negative when the rows run from top to bottom
 * @param masks of red, green and blue, with compression {@link #BITFIELDS} only
 * @param palette position in the file
 * @param colours entries of the palette
 * @param colourBytes bytes of an entry
 * @param pixels position in the file
 */
record BmpHeader(
        int width,
        int height,
        int bits,
        int compression,
        int[] masks,
        int palette,
        int colours,
        int colourBytes,
        int pixels) {

    private static final int START = 14; // after the file header
    private static final int OS2_VERSION_1 = 12;
    private static final int VERSION_3 = 40;
    private static final Set<Integer> LATER_VERSIONS = Set.of(VERSION_3, 52, 56, 64, 108, 124);
    private static final int MASKS =
            START + VERSION_3; // within the header from version 4 on, after the header in version 3
    private static final int MASK_BYTES = 12;

    private static final int UNCOMPRESSED = 0;
    private static final int RUNS_OF_8 = 1;
    private static final int RUNS_OF_4 = 2;
    private static final int BITFIELDS = 3;

    /** @throws IndexOutOfBoundsException when the header reaches beyond the file */
    static BmpHeader read(ByteBuffer file) throws UnusableImageException {
        file.order(ByteOrder.LITTLE_ENDIAN);
        int size = file.getInt(START);
        BmpHeader header = size == OS2_VERSION_1 ? version1(file) : later(file, size);
        header.check();
        return header;
    }

    private static BmpHeader version1(ByteBuffer file) {
        int bits = Short.toUnsignedInt(file.getShort(24));
        return new BmpHeader(
                Short.toUnsignedInt(file.getShort(18)),
                Short.toUnsignedInt(file.getShort(20)),
                bits,
                UNCOMPRESSED,
                new int[0],
                START + OS2_VERSION_1,
                paletteSize(bits, 0),
                3,
                file.getInt(10));
    }

    private static BmpHeader later(ByteBuffer file, int size) throws UnusableImageException {
        if (!LATER_VERSIONS.contains(size)) {
            throw new UnusableImageException("is a BMP whose header has %d bytes, which no known version has"
                    .formatted(Integer.toUnsignedLong(size)));
        }
        int bits = Short.toUnsignedInt(file.getShort(28));
        int compression = file.getInt(30);
        boolean masked = compression == BITFIELDS;
        int[] masks = new int[masked ? 3 : 0];
        for (int i = 0; i < masks.length; i++) {
            masks[i] = file.getInt(MASKS + 4 * i);
        }
        return new BmpHeader(
                file.getInt(18),
                file.getInt(22),
                bits,
                compression,
                masks,
                START + size + (masked && size == VERSION_3 ? MASK_BYTES : 0),
                paletteSize(bits, file.getInt(46)),
                4,
                file.getInt(10));
    }

    private static int paletteSize(int bits, int declared) {
        int most = bits >= 1 && bits <= 8 ? 1 << bits : 0;
        return declared > 0 && declared < most ? declared : most;
    }

    private void check() throws UnusableImageException {
        boolean known = switch (compression) {
            case UNCOMPRESSED -> Set.of(1, 4, 8, 16, 24, 32).contains(bits);
            case RUNS_OF_8 -> bits == 8;
            case RUNS_OF_4 -> bits == 4;
            case BITFIELDS -> bits == 16 || bits == 32;
            // 4 and 5 embed a whole JPEG or PNG, whose size has not been checked.
            default -> false;
        };
        if (!known) {
            throw new UnusableImageException(
                    "is a BMP of %d bits a pixel with compression %d, which is not read".formatted(bits, compression));
        }
        int taken = 0;
        for (int mask : masks) {
            if (!isRun(mask) || (taken & mask) != 0 || bits == 16 && mask >>> 16 != 0) {
                throw UnusableImageException.damaged("BMP", "its colour masks make no sense", null);
            }
            taken |= mask;
        }
    }

    /** Whether at least one bit is set and all set bits are contiguous. */
    private static boolean isRun(int mask) {
        long shifted = Integer.toUnsignedLong(mask) >> Integer.numberOfTrailingZeros(mask);
        return mask != 0 && (shifted & shifted + 1) == 0;
    }

    /** The same bitmap with a header of 40 bytes. A truncated palette is completed with black. */
    byte[] rewritten(byte[] file) throws UnusableImageException {
        if (pixels < START || pixels > file.length) {
            throw UnusableImageException.endsEarly("BMP", null);
        }
        int paletteBytes = bits <= 8 ? 4 << bits : 0;
        int start = MASKS + 4 * masks.length + paletteBytes;
        int length = file.length - pixels;
        boolean runs = compression == RUNS_OF_8 || compression == RUNS_OF_4;
        long needed = runs ? 0 : ((long) width * bits + 31) / 32 * 4 * Math.abs((long) height);
        if (length + 3 < needed) { // the last row may lack its padding
            throw UnusableImageException.endsEarly("BMP", null);
        }
        ByteBuffer out =
                ByteBuffer.allocate(start + (int) Math.max(length, needed)).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 'B').put((byte) 'M').putInt(out.capacity()).putInt(0).putInt(start);
        out.putInt(VERSION_3).putInt(width).putInt(height).putShort((short) 1).putShort((short) bits);
        out.putInt(compression).putInt(length).putInt(0).putInt(0).putInt(0).putInt(0);
        for (int mask : masks) {
            out.putInt(mask);
        }
        for (int i = 0; i < colours && palette + colourBytes * (i + 1) <= file.length; i++) {
            out.put(start - paletteBytes + 4 * i, file, palette + colourBytes * i, 3);
        }
        out.put(start, file, pixels, length);
        return out.array();
    }
}
