package io.github.qwenvl4j.image;

import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Bytes in memory whose end is an error. A decoder that takes zeros for what is missing, and goes on for minutes, stops
 * here.
 */
final class StrictInput extends ImageInputStreamImpl {

    private final byte[] bytes;

    StrictInput(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() throws IIOException {
        requireMore();
        bitOffset = 0;
        return bytes[(int) streamPos++] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IIOException {
        if (length == 0) {
            return 0;
        }
        requireMore();
        bitOffset = 0;
        int count = (int) Math.min(length, bytes.length - streamPos);
        System.arraycopy(bytes, (int) streamPos, to, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    private void requireMore() throws IIOException {
        if (streamPos >= bytes.length) {
            throw new IIOException("data end early");
        }
    }
}
