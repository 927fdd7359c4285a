package io.github.qwenvl4j.batch.source;

import io.github.qwenvl4j.file.FileProblem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What is read from a file one after another, as a stream to be closed; what goes wrong names the file. */
final class FileStream {

    /** Reads one at a time. */
    interface Reading<T> extends Closeable {

        /** Empty at the end. */
        Optional<T> next() throws IOException;
    }

    private FileStream() {}

    static <T> Stream<T> of(Path file, Reading<T> reading) {
        Spliterator<T> all = new AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED) {

            @Override
            public boolean tryAdvance(Consumer<? super T> use) {
                Optional<T> next = next(file, reading);
                next.ifPresent(use);
                return next.isPresent();
            }
        };
        return StreamSupport.stream(all, false).onClose(() -> close(file, reading));
    }

    private static <T> Optional<T> next(Path file, Reading<T> reading) {
        try {
            return reading.next();
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    private static void close(Path file, Closeable reading) {
        try {
            reading.close();
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }
}
