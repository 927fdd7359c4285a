package io.github.qwenvl4j.train.sample;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Reads the samples of one file one by one; holds only one in memory. Not thread-safe. */
interface SampleReader extends AutoCloseable {

    /**
     * The next valid sample, or empty at the end; invalid ones are reported and skipped.
     *
     * @throws io.github.qwenvl4j.QwenVlException if there are too many invalid samples, or the rest cannot be read
     */
    Optional<Sample> next() throws IOException;

    /** The number of samples read so far, by layout. */
    Map<DataFormat, Long> formats();

    @Override
    void close() throws IOException;
}
