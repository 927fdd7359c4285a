package io.github.qwenvl4j.train.sample;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The samples of a file without end, epoch after epoch. Each epoch has every sample once, shuffled with a window: the next
 * is drawn from the window's samples and replaced by the file's next. The order follows from seed and file alone. One
 * thread; holds one window of samples and one open file.
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

    /** @param window samples held for shuffling; 1 keeps the file's order */
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

    /** @throws QwenVlException when the file holds no sample, cannot be read, or too much of it is broken */
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
            throw new QwenVlException("data file " + file.path() + " holds no sample");
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
