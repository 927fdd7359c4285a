package io.github.qwenvl4j.train.data;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.qwenvl4j.train.sample.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples of data files that can be trained on, in memory, so that they can be read in any order. Adding is not
 * thread-safe; reading is.
 */
public final class SampleStore {

    private static final JsonMapper JSON = new JsonMapper();

    private final List<StoredSample> samples = new ArrayList<>();
    private final List<byte[]> texts = new ArrayList<>(); // JSON takes half the memory of strings
    private int files;

    /** The samples that are added from now on are from another file. */
    void nextFile() {
        files++;
    }

    void add(Sample sample, Tokenized tokenized) {
        try {
            texts.add(JSON.writeValueAsBytes(sample));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written anywhere
        }
        samples.add(new StoredSample(
                samples.size(),
                files - 1,
                sample.task(),
                tokenized.length(),
                tokenized.trunk(),
                tokenized.trunkHash()));
    }

    /** By index. */
    List<StoredSample> samples() {
        return samples;
    }

    public int size() {
        return samples.size();
    }

    /** The texts of a sample. */
    Sample get(int index) {
        try {
            return JSON.readValue(texts.get(index), Sample.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
