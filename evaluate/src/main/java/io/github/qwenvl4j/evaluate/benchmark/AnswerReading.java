package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.evaluate.data.GivenAnswer;
import java.nio.file.Path;
import java.util.List;

/** Reads a benchmark's answers. */
@FunctionalInterface
public interface AnswerReading {

    List<GivenAnswer> read(Path answers);
}
