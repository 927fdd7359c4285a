package io.github.qwenvl4j.file;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file to which whole lines are appended, by one process at a time. A line is in the file as soon as it is written; half a line, which a killed process
 * leaves behind, is cut off when the file is opened again. A file that begins otherwise is refused as it is.
 */
public final class LineFile implements AutoCloseable {

    private static final int BLOCK = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private FileLock lock;

    private LineFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws QwenVlException naming the file where it cannot be written, or is not one of these */
    public static LineFile open(Path file, LineSignature signature) {
        return open(file, signature, false);
    }

    /** The same of CSV, where a line break between double quotes does not end a line. */
    public static LineFile openCsv(Path file, LineSignature signature) {
        return open(file, signature, true);
    }

    private static LineFile open(Path file, LineSignature signature, boolean quotes) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            LineFile lines = new LineFile(file, channel);
            lines.lock();
            lines.require(signature);
            channel.truncate(lines.endOfLastLine(quotes));
            channel.position(channel.size());
            return lines;
        } catch (IOException e) {
            throw FileProblem.writing(file, e);
        }
    }

    private void require(LineSignature signature) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (block.hasRemaining() && channel.read(block, block.position()) > 0) {
            // a channel may give less than was asked for
        }
        String text = StandardCharsets.UTF_8.decode(block.flip()).toString();
        int end = text.indexOf('\n');
        if (!signature.fits(end < 0 ? text : text.substring(0, end), end >= 0)) {
            channel.close();
            throw signature.refuse(file + ":1");
        }
    }

    /**
     * Keeps other processes from opening the file. A process whose code reads the file in another way loses the lock and has to
     * lock it again.
     */
    public void lock() {
        try {
            lockAgain();
        } catch (IOException e) {
            throw FileProblem.writing(file, e);
        }
    }

    private void lockAgain() throws IOException {
        if (lock != null) {
            lock.release();
        }
        lock = tried();
        if (lock == null) {
            channel.close();
            throw new QwenVlException(Kind.FILE, file + ": another process is writing it");
        }
    }

    private FileLock tried() throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this process itself, through another channel
        }
    }

    private long endOfLastLine(boolean quotes) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        long end = 0;
        boolean quoted = false;
        for (long at = 0; channel.read(block.clear(), at) > 0; at += block.position()) {
            for (int i = 0; i < block.position(); i++) {
                byte each = block.get(i);
                quoted ^= quotes && each == '"';
                end = each == '\n' && !quoted ? at + i + 1 : end;
            }
        }
        return end;
    }

    public boolean isEmpty() {
        try {
            return channel.size() == 0;
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    /** Writes a line and its end. */
    public void append(String line) {
        try {
            AtomicFile.writeFully(channel, ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw FileProblem.writing(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileProblem.writing(file, e);
        }
    }
}
