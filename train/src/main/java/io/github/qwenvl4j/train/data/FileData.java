package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.train.sample.SampleFile;
import io.github.qwenvl4j.train.sample.SkippedData;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.nio.file.Path;
import java.util.List;

/**
 * Samples from files: fine-tuning JSON as published, or JSONL.
 *
 * @param files mixed by weight
 * @param epochs number of passes over the files, which determines the stage's steps; 0: the preset's steps
 * @param window size of the shuffle buffer in samples
 * @param maxBroken maximum number of broken lines and pictures that are skipped
 * @param heldOut a file whose loss is reported at intervals; empty: none
 */
public record FileData(List<Source> files, double epochs, int window, int maxBroken, String heldOut)
        implements TrainingData {

    /** @param weight relative frequency of its samples */
    public record Source(String file, double weight) {}

    public FileData {
        files = List.copyOf(files);
        if (window < 1) {
            throw new QwenVlException("data.window is " + window + ", but must be at least 1");
        }
        if (files.stream().mapToDouble(Source::weight).sum() <= 0) {
            throw new QwenVlException("data.files must contain a file with a weight above 0 (or give --data FILE)");
        }
    }

    @Override
    public List<TaskKind> sceneTasks() {
        return List.of();
    }

    /** A copy with one file. */
    public FileData only(String file) {
        return new FileData(List.of(new Source(file, 1)), epochs, window, maxBroken, heldOut);
    }

    /** The number of valid samples in all files; reads them completely. */
    public long count(SkippedData skipped) {
        return files.stream()
                .mapToLong(source -> new SampleFile(Path.of(source.file)).count(skipped))
                .sum();
    }
}
