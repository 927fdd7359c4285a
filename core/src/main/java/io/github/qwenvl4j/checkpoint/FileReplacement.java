package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file written beside its place and then moved there, so that no reader ever sees half of it. */
final class FileReplacement {

    interface Body {
        void write(FileChannel channel) throws IOException;
    }

    private FileReplacement() {}

    static void write(Path target, Body body) {
        Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
        try {
            try {
                fill(temporary, body);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new QwenVlException(target + ": cannot be written: " + Check.reason(e), e);
        }
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void fill(Path file, Body body) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            body.write(channel);
            channel.force(true);
        }
    }
}
