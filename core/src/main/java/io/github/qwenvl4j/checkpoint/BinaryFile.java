package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.FileProblem;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Little-endian pieces of a file, read at a position. */
final class BinaryFile implements Closeable {

    interface Reader<T> {
        T read(BinaryFile file) throws IOException;
    }

    private final FileChannel channel;
    private final long size;

    private BinaryFile(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    /** Opens {@code path} for {@code reader}; prefixes its errors with the file's name. */
    static <T> T read(Path path, Reader<T> reader) {
        try (BinaryFile file = new BinaryFile(FileChannel.open(path))) {
            return reader.read(file);
        } catch (QwenVlException e) {
            throw Check.in(path, e);
        } catch (IOException e) {
            throw FileProblem.reading(path, e);
        }
    }

    long size() {
        return size;
    }

    /** The {@code length} bytes from {@code position}, which the caller has checked to lie within {@link #size()}. */
    ByteBuffer bytes(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
