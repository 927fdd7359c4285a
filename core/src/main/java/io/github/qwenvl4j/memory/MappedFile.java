package io.github.qwenvl4j.memory;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file in memory, mapped for reading on first use: its pages are read when they are needed. Thread-safe. */
public final class MappedFile implements AutoCloseable {

    private final Path path;
    private long address;
    private long bytes;
    private boolean closed;

    public MappedFile(Path path) {
        this.path = path;
    }

    /**
     * The whole file as bytes, until {@link #close}.
     *
     * @throws QwenVlException naming the file and why it cannot be read
     */
    public synchronized Block block() {
        if (closed) {
            throw new IllegalStateException("the checkpoint is closed");
        }
        if (address == 0) {
            map();
        }
        return new Block(DType.U8, address, bytes);
    }

    private void map() {
        try (RandomAccessFile readable = new RandomAccessFile(path.toFile(), "r")) { // says why it cannot be read
            bytes = readable.length();
        } catch (IOException e) {
            throw new QwenVlException(Kind.CHECKPOINT, path + ": cannot be mapped: " + FileProblem.reason(e), e);
        }
        if (bytes > 0) {
            address = NativeMemory.map(NativeMemory.addressOf(name()), bytes);
        }
        if (address == 0) {
            throw new QwenVlException(
                    Kind.CHECKPOINT, path + ": cannot be mapped" + (Files.isRegularFile(path) ? "" : ": is no file"));
        }
    }

    /** With a zero behind it, as the system reads it. */
    private ByteBuffer name() {
        boolean windows = File.separatorChar == '\\';
        Charset charset = windows ? StandardCharsets.UTF_16LE : FileNames.CHARSET;
        byte[] name = (path.toAbsolutePath() + "\0").getBytes(charset);
        return ByteBuffer.allocateDirect(name.length + 1).put(name);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (address != 0) {
            NativeMemory.unmap(address, bytes);
            address = 0;
        }
    }

    /** How Java turns names of files into bytes. */
    private static final class FileNames {
        static final Charset CHARSET = Charset.forName(
                System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));
    }
}
