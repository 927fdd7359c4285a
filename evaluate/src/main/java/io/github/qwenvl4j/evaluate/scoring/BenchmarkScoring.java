package io.github.qwenvl4j.evaluate.scoring;

import io.github.qwenvl4j.evaluate.data.Judged;
import io.github.qwenvl4j.evaluate.data.Referenced;
import io.github.qwenvl4j.evaluate.metric.Mode;
import java.nio.file.Path;
import java.util.List;

/**
 * A way to score answers.
 *
 * @param <R> what is known to be right for a question
 */
public interface BenchmarkScoring<R> {

    /** What is right, in the order of the file. */
    List<Referenced<R>> references(Path annotations);

    /** @param judged at least one */
    Scores score(List<Judged<R>> judged, Mode mode);

    /** How the modes differ, in one sentence. */
    String difference();
}
