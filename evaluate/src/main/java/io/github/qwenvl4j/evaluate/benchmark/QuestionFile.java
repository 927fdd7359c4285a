package io.github.qwenvl4j.evaluate.benchmark;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads the questions of a benchmark one by one, so that a file of any length fits. */
@FunctionalInterface
public interface QuestionFile {

    void forEach(Path data, Setup setup, Consumer<BenchmarkQuestion> reader);

    /**
     * What a caller says of a run.
     *
     * @param shots answered examples in front of each question
     */
    record Setup(PictureFolder pictures, Shots shots) {}
}
