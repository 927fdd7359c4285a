package io.github.qwenvl4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One frame of a WebP file.
 *
 * @param file the frame's bitstream as a separate WebP file with one chunk
 */
record WebpFrame(byte[] file, int left, int top, int width, int height) {

    private static final int START_CODE = 0x2a019d; // after the frame tag of VP8
    private static final int LOSSLESS = 0x2f; // the first byte of VP8L
    private static final int ANIMATION_HEADER = 16;

    static WebpFrame still(RiffChunk chunk, int left, int top) throws UnusableImageException {
        ByteBuffer data = chunk.data();
        if (chunk.type().equals("VP8L")) {
            if (data.get(0) != LOSSLESS) {
                throw UnusableImageException.damaged("WebP", "its VP8L signature is wrong", null);
            }
            int sizes = data.getInt(1);
            return new WebpFrame(fileOf(chunk), left, top, 1 + (sizes & 0x3fff), 1 + (sizes >> 14 & 0x3fff));
        }
        if (chunk.uint24(3) != START_CODE) {
            throw UnusableImageException.damaged("WebP", "its VP8 signature is wrong", null);
        }
        return new WebpFrame(fileOf(chunk), left, top, data.getShort(6) & 0x3fff, data.getShort(8) & 0x3fff);
    }

    static WebpFrame animated(RiffChunk animation) throws UnusableImageException {
        ByteBuffer data = animation.data();
        RiffChunk chunk;
        for (int at = ANIMATION_HEADER; at < data.limit(); at = chunk.end()) {
            chunk = RiffChunk.at(data, at);
            if (chunk.type().equals("VP8 ") || chunk.type().equals("VP8L")) {
                return still(chunk, 2 * animation.uint24(0), 2 * animation.uint24(3));
            }
        }
        throw new UnusableImageException("is a WebP without a frame");
    }

    private static byte[] fileOf(RiffChunk chunk) {
        int length = chunk.data().limit();
        int padded = length + (length & 1);
        ByteBuffer file = ByteBuffer.allocate(20 + padded).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(12 + padded);
        file.put(("WEBP" + chunk.type()).getBytes(StandardCharsets.ISO_8859_1)).putInt(length);
        file.put(chunk.data().duplicate());
        return file.array();
    }
}
