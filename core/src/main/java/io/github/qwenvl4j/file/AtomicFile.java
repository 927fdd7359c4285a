package io.github.qwenvl4j.file;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes files atomically: under a temporary name in the same folder, then moved to the target. A symbolic link is kept
 * and its target replaced; something other than a regular file (a pipe, {@code /dev/null}) is written to directly.
 */
public final class AtomicFile {

    /** The content of a file. */
    public interface Body {
        void write(FileChannel channel) throws IOException;
    }

    private AtomicFile() {}

    /** @throws QwenVlException naming {@code target} and why it cannot be written */
    public static void write(Path target, byte[] bytes) {
        write(target, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
    }

    /** UTF-8. */
    public static void write(Path target, String text) {
        write(target, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws QwenVlException naming {@code target} and why it cannot be written */
    public static void write(Path target, Body body) {
        try {
            Path file = Files.exists(target) ? target.toRealPath() : target;
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                fill(file, body, StandardOpenOption.WRITE);
            } else {
                replace(file, body);
            }
        } catch (IOException e) {
            throw FileProblem.writing(target, e);
        }
    }

    /**
     * Checks that {@code target} can be written; call it before the work whose result goes there.
     *
     * @throws QwenVlException as {@link #write} would throw: no such folder, permission denied, is a folder
     */
    public static void requireWritable(Path target) {
        Path folder = FileProblem.folder(target);
        Path written = Files.exists(target) && !Files.isRegularFile(target) ? target : folder;
        if (Files.isDirectory(target)) {
            throw FileProblem.writing(target, new IOException("is a folder"));
        }
        if (!Files.exists(folder)) {
            throw FileProblem.writing(target, new IOException("no such folder"));
        }
        if (!Files.isDirectory(folder)) {
            throw FileProblem.writing(target, new IOException("a part of its path is not a folder"));
        }
        if (!Files.isWritable(written)) {
            throw FileProblem.writing(target, new IOException("permission denied"));
        }
    }

    /** Writes all of {@code bytes}; one call of {@code write} may write only a part. */
    public static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** A unique name, so that two processes that write the same file do not collide. */
    private static void replace(Path file, Body body) throws IOException {
        Path unfinished = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            fill(unfinished, body, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void fill(Path file, Body body, StandardOpenOption... how) throws IOException {
        try (FileChannel channel = FileChannel.open(file, how)) {
            body.write(channel);
            if (Files.isRegularFile(file)) {
                channel.force(true);
            }
        }
    }
}
