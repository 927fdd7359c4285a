package io.github.qwenvl4j.train.sample;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A file of samples: {@code .json} is one array as published for fine-tuning, any other file has one sample per line.
 */
public record SampleFile(Path path) {

    SampleReader open(SkippedData skipped) {
        try {
            return path.toString().endsWith(".json")
                    ? new JsonArrayReader(path, skipped)
                    : new JsonLinesReader(path, skipped);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Counts the valid samples of the whole file. */
    public long count(SkippedData skipped) {
        try (SampleReader reader = open(skipped)) {
            long count = 0;
            while (reader.next().isPresent()) {
                count++;
            }
            return count;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Whether a valid sample satisfies the condition; reads only up to the first one. */
    public boolean any(Predicate<Sample> such, SkippedData skipped) {
        try (SampleReader reader = open(skipped)) {
            Optional<Sample> sample = reader.next();
            while (sample.isPresent() && !such.test(sample.get())) {
                sample = reader.next();
            }
            return sample.isPresent();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    QwenVlException unreadable(IOException e) {
        return FileProblem.reading(path, e);
    }
}
