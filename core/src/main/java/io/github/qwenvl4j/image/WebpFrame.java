package io.github.qwenvl4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One frame of a WebP file.
 *
 * @param file the frame's bitstream, and its alpha if it has any, as a separate WebP file
 */
record WebpFrame(byte[] file, int left, int top, int width, int height) {

    private static final int START_CODE = 0x2a019d; // after the frame tag of VP8
    private static final int LOSSLESS = 0x2f; // the first byte of VP8L
    private static final int HAS_ALPHA = 0x10; // among the flags of VP8X
    private static final int ANIMATION_HEADER = 16;

    /** @param alpha the chunk of a lossy frame's alpha */
    static WebpFrame still(RiffChunk chunk, Optional<RiffChunk> alpha, int left, int top)
            throws UnusableImageException {
        ByteBuffer data = chunk.data();
        if (chunk.type().equals("VP8L")) {
            if (data.get(0) != LOSSLESS) {
                throw UnusableImageException.damaged("WebP", "its VP8L signature is wrong", null);
            }
            int sizes = data.getInt(1);
            return new WebpFrame(fileOf(chunk.whole()), left, top, 1 + (sizes & 0x3fff), 1 + (sizes >> 14 & 0x3fff));
        }
        if (chunk.uint24(3) != START_CODE) {
            throw UnusableImageException.damaged("WebP", "its VP8 signature is wrong", null);
        }
        int width = data.getShort(6) & 0x3fff;
        int height = data.getShort(8) & 0x3fff;
        byte[] file = alpha.isPresent()
                ? fileOf(extended(width, height), alpha.get().whole(), chunk.whole())
                : fileOf(chunk.whole());
        return new WebpFrame(file, left, top, width, height);
    }

    static WebpFrame animated(RiffChunk animation) throws UnusableImageException {
        ByteBuffer data = animation.data();
        Optional<RiffChunk> alpha = Optional.empty();
        RiffChunk chunk;
        for (int at = ANIMATION_HEADER; at < data.limit(); at = chunk.end()) {
            chunk = RiffChunk.at(data, at);
            alpha = chunk.type().equals("ALPH") ? Optional.of(chunk) : alpha;
            if (chunk.type().equals("VP8 ") || chunk.type().equals("VP8L")) {
                return still(chunk, alpha, 2 * animation.uint24(0), 2 * animation.uint24(3));
            }
        }
        throw new UnusableImageException("is a WebP without a frame");
    }

    /** The chunk that announces alpha. */
    private static byte[] extended(int width, int height) {
        ByteBuffer chunk = ByteBuffer.allocate(RiffChunk.HEADER + 10).order(ByteOrder.LITTLE_ENDIAN);
        chunk.put("VP8X".getBytes(StandardCharsets.ISO_8859_1)).putInt(10).putInt(HAS_ALPHA);
        chunk.putShort((short) (width - 1)).put((byte) 0);
        return chunk.putShort((short) (height - 1)).array();
    }

    private static byte[] fileOf(byte[]... chunks) {
        int length = Arrays.stream(chunks).mapToInt(chunk -> chunk.length).sum();
        ByteBuffer file = ByteBuffer.allocate(12 + length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(4 + length);
        file.put("WEBP".getBytes(StandardCharsets.ISO_8859_1));
        Arrays.stream(chunks).forEach(file::put);
        return file.array();
    }
}
