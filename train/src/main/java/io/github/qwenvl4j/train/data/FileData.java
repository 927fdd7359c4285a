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
 * @param epochs how often the files are read; the stage's steps follow from it. 0 leaves these as they are
 * @param window samples held for shuffling
 * @param maxBroken broken lines and pictures skipped before the run is stopped
 * @param heldOut a file whose loss is told at intervals; empty for none
 */
public record FileData(List<Source> files, double epochs, int window, int maxBroken, String heldOut)
        implements TrainingData {

    /** @param weight how often its samples are drawn, relative to the other files */
    public record Source(String file, double weight) {}

    public FileData {
        files = List.copyOf(files);
        if (window < 1) {
            throw new QwenVlException("data.window is " + window + ", but must be at least 1");
        }
        if (files.stream().mapToDouble(Source::weight).sum() <= 0) {
            throw new QwenVlException("data.files must name a file of a weight above 0 (or give --data FILE)");
        }
    }

    @Override
    public List<TaskKind> sceneTasks() {
        return List.of();
    }

    /** The same with one file. */
    public FileData only(String file) {
        return new FileData(List.of(new Source(file, 1)), epochs, window, maxBroken, heldOut);
    }

    /** Good samples of all files; reads them through. */
    public long count(SkippedData skipped) {
        return files.stream()
                .mapToLong(source -> new SampleFile(Path.of(source.file)).count(skipped))
                .sum();
    }
}
