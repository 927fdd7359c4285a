package io.github.qwenvl4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A Windows or OS/2 bitmap. */
record BmpFile(byte[] file, long width, long height) implements EncodedImage {

    private static final int OS2_HEADER = 12;
    private static final int BITFIELDS = 3;

    static BmpFile open(ByteBuffer file) throws UnusableImageException {
        file.order(ByteOrder.LITTLE_ENDIAN);
        int headerSize = file.getInt(14);
        if (headerSize == OS2_HEADER) {
            return new BmpFile(
                    file.array(), Short.toUnsignedInt(file.getShort(18)), Short.toUnsignedInt(file.getShort(20)));
        }
        // 4 and 5 embed a whole JPEG or PNG, whose own size nobody has checked.
        int compression = file.getInt(30);
        if (compression < 0 || compression > BITFIELDS) {
            throw new UnusableImageException("is a BMP with compression %d; 0 to 3 are read".formatted(compression));
        }
        return new BmpFile(file.array(), file.getInt(18), Math.abs((long) file.getInt(22)));
    }

    @Override
    public Orientation orientation() {
        return Orientation.UPRIGHT;
    }

    @Override
    public RgbImage decode() throws IOException {
        return RgbImage.of(JdkDecoder.read("BMP", file));
    }
}
