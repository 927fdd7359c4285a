package io.github.qwenvl4j.cli.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Standard output that remembers why it could not be written: a {@link PrintWriter} alone forgets. */
public final class WatchedOutput extends FilterOutputStream {

    private volatile IOException failure;

    public WatchedOutput(OutputStream out) {
        super(out);
    }

    /** UTF-8 whatever the locale says: answers may be Chinese anywhere. */
    public PrintWriter writer() {
        return new PrintWriter(new OutputStreamWriter(this, StandardCharsets.UTF_8));
    }

    /** Why not everything arrived, if so. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether the reader has gone, as {@code head} does: nothing that has to be said. */
    public boolean readerGone() {
        return failure != null && String.valueOf(failure.getMessage()).equals(brokenPipe());
    }

    /** How this system, in this language, calls a pipe that nobody reads. */
    private static String brokenPipe() {
        try {
            Pipe pipe = Pipe.open();
            pipe.source().close();
            try (Pipe.SinkChannel sink = pipe.sink()) {
                sink.write(ByteBuffer.allocate(1));
            }
            return "";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }
}
