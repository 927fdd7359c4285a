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

/** An output stream that remembers the first error, which a {@link PrintWriter} discards. */
public final class WatchedOutput extends FilterOutputStream {

    private volatile IOException failure;

    public WatchedOutput(OutputStream out) {
        super(out);
    }

    /** Writes UTF-8 in every locale, because answers may be Chinese. */
    public PrintWriter writer() {
        return new PrintWriter(new OutputStreamWriter(this, StandardCharsets.UTF_8));
    }

    /** The first error, if there was one. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether the reader has closed the pipe, as {@code head} does; this is not reported. */
    public boolean readerGone() {
        return failure != null && String.valueOf(failure.getMessage()).equals(brokenPipe());
    }

    /** The message of this system, in its language, for a pipe that nobody reads. */
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
