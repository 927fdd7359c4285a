package io.github.qwenvl4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A Windows or OS/2 bitmap. */
record BmpFile(BmpHeader header, byte[] file) implements EncodedImage {

    static BmpFile open(ByteBuffer file) throws UnusableImageException {
        return new BmpFile(BmpHeader.read(file), file.array());
    }

    @Override
    public long width() {
        return header.width();
    }

    @Override
    public long height() {
        return Math.abs((long) header.height());
    }

    @Override
    public Orientation orientation() {
        return Orientation.UPRIGHT;
    }

    @Override
    public RgbImage decode() throws IOException {
        return RgbImage.of(ImageDecoder.read("BMP", header.rewritten(file)));
    }
}
