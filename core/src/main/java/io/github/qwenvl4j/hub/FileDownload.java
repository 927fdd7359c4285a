package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * Downloads one file to {@code CONTENT.incomplete}, resuming an earlier download, verifies it, and moves it to its
 * final path.
 */
final class FileDownload {

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_REFUSED = 416;
    private static final int BUFFER = 1 << 16;

    private final HubClient client;
    private final RemoteFile file;
    private final Path content;
    private final Path incomplete;
    private final PullProgress progress;

    FileDownload(HubClient client, RemoteFile file, Path content, PullProgress progress) {
        this.client = client;
        this.file = file;
        this.content = content;
        this.incomplete = incomplete(content);
        this.progress = progress;
    }

    /** The path of the incomplete file. */
    static Path incomplete(Path content) {
        return content.resolveSibling(content.getFileName() + ".incomplete");
    }

    /**
     * @throws QwenVlException if the hub refuses, the connection fails too often, or the content differs from the
     *     listing
     * @throws IOException when the file cannot be written here
     */
    void run(Pause pause) throws IOException {
        Files.createDirectories(content.getParent());
        try (FileChannel channel = FileChannel.open(incomplete, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.size() > file.size()) {
                channel.truncate(0);
            }
            Attempts attempts = new Attempts(file.path(), pause);
            while (channel.size() < file.size()) {
                attempt(channel, attempts);
            }
            channel.force(true);
        }
        verify();
        Files.move(incomplete, content, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void attempt(FileChannel channel, Attempts attempts) throws IOException {
        long before = channel.size();
        try {
            Map<String, String> range = before == 0 ? Map.of() : Map.of("Range", "bytes=" + before + "-");
            client.get(file.uri(), range, Set.of(OK, PARTIAL, RANGE_REFUSED), answer -> {
                channel.position(start(answer, before));
                channel.truncate(channel.position());
                return receive(answer, channel);
            });
            if (channel.size() < file.size()) {
                throw new IOException("the answer ended after " + channel.size() + " of " + file.size() + " bytes");
            }
        } catch (IOException e) {
            if (channel.size() > before) {
                attempts.progressed();
            }
            attempts.failed(e);
        }
    }

    /** The offset in the file of the response body. */
    private long start(ClassicHttpResponse answer, long asked) {
        Header range = answer.getFirstHeader("Content-Range");
        boolean goesOn = answer.getCode() == PARTIAL
                && range != null
                && range.getValue().matches("bytes " + asked + "-\\d+/(\\d+|\\*)");
        if (answer.getCode() == PARTIAL && !goesOn) {
            throw new QwenVlException(file.path() + ": the hub sent a different range than requested");
        }
        return goesOn ? asked : 0;
    }

    /** Copies the response, but never more than the announced size. */
    private long receive(ClassicHttpResponse answer, FileChannel channel) throws IOException {
        if (answer.getCode() == RANGE_REFUSED) {
            throw new IOException("the hub does not support resuming the download");
        }
        long announced = answer.getEntity().getContentLength();
        if (announced >= 0 && channel.position() + announced != file.size()) {
            throw new QwenVlException(file.path() + ": the hub lists " + file.size() + " bytes and sends "
                    + (channel.position() + announced));
        }
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = answer.getEntity().getContent()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (channel.position() + count > file.size()) {
                    throw new QwenVlException(file.path() + ": the hub lists " + file.size() + " bytes and sends more");
                }
                write(channel, buffer, count);
                progress.received(count);
            }
        }
        return channel.size();
    }

    /** A full disk must not cause a retry. */
    private void write(FileChannel channel, byte[] bytes, int count) {
        ByteBuffer rest = ByteBuffer.wrap(bytes, 0, count);
        try {
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        } catch (IOException e) {
            throw FileProblem.writing(content, e);
        }
    }

    private void verify() throws IOException {
        if (file.checksum().isPresent() && !file.checksum().get().matches(incomplete)) {
            Files.delete(incomplete);
            throw new QwenVlException(file.path() + ": the download is damaged ("
                    + file.checksum().get().kind() + " differs) and was deleted; run pull again");
        }
    }
}
