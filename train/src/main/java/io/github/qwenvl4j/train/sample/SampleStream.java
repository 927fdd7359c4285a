package io.github.qwenvl4j.train.sample;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * An endless stream of the samples of a file, epoch after epoch. Each epoch has every sample once, shuffled with a
 * buffer: the next sample is drawn from the buffer and replaced by the next one of the file. The order depends only on
 * seed and file. Not thread-safe; holds the buffer and one open file.
 */
public final class SampleStream implements AutoCloseable {

    private final SampleFile file;
    private final int window;
    private final long seed;
    private final SkippedData skipped;
    private final List<Sample> waiting = new ArrayList<>();
    private SplittableRandom random;
    private SampleReader reader;
    private long epoch;

    /** @param window size of the shuffle buffer in samples; 1 keeps the order of the file */
    public SampleStream(SampleFile file, int window, long seed, SkippedData skipped) {
        this.file = file;
        this.window = window;
        this.seed = seed;
        this.skipped = skipped;
        begin();
    }

    private void begin() {
        random = new SplittableRandom(seed * 31 + epoch);
        reader = file.open(skipped);
    }

    /** @throws QwenVlException if the file contains no sample, cannot be read, or has too many invalid samples */
    public Sample next() {
        try {
            fill();
            if (waiting.isEmpty()) {
                reader.close();
                epoch++;
                begin();
                fill();
            }
        } catch (IOException e) {
            throw file.unreadable(e);
        }
        if (waiting.isEmpty()) {
            throw new QwenVlException("data file " + file.path() + " contains no sample");
        }
        return draw();
    }

    private void fill() throws IOException {
        while (waiting.size() < window) {
            Optional<Sample> sample = reader.next();
            if (sample.isEmpty()) {
                return;
            }
            waiting.add(sample.get());
        }
    }

    private Sample draw() {
        int last = waiting.size() - 1;
        int index = random.nextInt(waiting.size());
        Sample drawn = waiting.get(index);
        waiting.set(index, waiting.get(last));
        waiting.remove(last);
        return drawn;
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }
}
