package io.github.qwenvl4j.train.sample;

import java.io.IOException;
import java.util.Optional;

/** Reads the samples of one file, one after another, and holds no more than one. One thread. */
interface SampleReader extends AutoCloseable {

    /**
     * The next good sample, or none at the end; broken ones are reported and passed over.
     *
     * @throws io.github.qwenvl4j.QwenVlException when there is one broken sample too many, or the rest cannot be read
     */
    Optional<Sample> next() throws IOException;

    @Override
    void close() throws IOException;
}
