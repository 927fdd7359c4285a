package io.github.qwenvl4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One chunk of a RIFF file.
 *
 * @param end where the next chunk starts
 */
record RiffChunk(String type, ByteBuffer data, int end) {

    static final int HEADER = 8;

    /** @throws IndexOutOfBoundsException when the chunk reaches beyond the file */
    static RiffChunk at(ByteBuffer file, int at) {
        byte[] type = new byte[4];
        file.get(at, type);
        int length = file.order(ByteOrder.LITTLE_ENDIAN).getInt(at + 4);
        ByteBuffer data = file.slice(at + HEADER, length).order(ByteOrder.LITTLE_ENDIAN);
        return new RiffChunk(new String(type, StandardCharsets.ISO_8859_1), data, at + HEADER + length + (length & 1));
    }

    int uint24(int at) {
        return Short.toUnsignedInt(data.getShort(at)) | (data.get(at + 2) & 0xff) << 16;
    }

    /** The chunk as it stands in a file, padded to an even length. */
    byte[] whole() {
        int length = data.limit();
        ByteBuffer chunk = ByteBuffer.allocate(HEADER + length + (length & 1)).order(ByteOrder.LITTLE_ENDIAN);
        chunk.put(type.getBytes(StandardCharsets.ISO_8859_1))
                .putInt(length)
                .put(data.duplicate().rewind());
        return chunk.array();
    }
}
