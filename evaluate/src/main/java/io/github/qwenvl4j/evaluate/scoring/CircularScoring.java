package io.github.qwenvl4j.evaluate.scoring;

import io.github.qwenvl4j.evaluate.data.Judged;
import io.github.qwenvl4j.evaluate.data.MmBenchRow;
import io.github.qwenvl4j.evaluate.data.MmBenchRows;
import io.github.qwenvl4j.evaluate.data.Referenced;
import io.github.qwenvl4j.evaluate.metric.CircularEvaluation;
import io.github.qwenvl4j.evaluate.metric.CircularEvaluation.Rotation;
import io.github.qwenvl4j.evaluate.metric.Mode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** MMBench: a question counts when all rotations of its options are right; by another count, when most are. */
public final class CircularScoring implements BenchmarkScoring<OptionReference> {

    private static final long ROTATION = 1_000_000; // from one index of a question to the next

    @Override
    public List<Referenced<OptionReference>> references(Path annotations) {
        return MmBenchRows.read(annotations).stream()
                .map(CircularScoring::reference)
                .toList();
    }

    private static Referenced<OptionReference> reference(MmBenchRow row) {
        return new Referenced<>(row.index(), new OptionReference(row.options(), row.requireRight()));
    }

    @Override
    public Scores score(List<Judged<OptionReference>> judged, Mode mode) {
        Collection<List<Rotation>> questions = rotations(judged, mode).values();
        double[] each = questions.stream()
                .mapToDouble(question -> CircularEvaluation.allRight(question) ? 1 : 0)
                .toArray();
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("circular", share(questions, CircularEvaluation::allRight));
        metrics.put("majority", share(questions, CircularEvaluation::majorityRight));
        if (mode == Mode.OFFICIAL) {
            metrics.put("majority_at_best", share(questions, CircularEvaluation::majorityMayBeRight));
        }
        metrics.put("questions", questions.size());
        return new Scores(metrics, each);
    }

    private static double share(Collection<List<Rotation>> questions, Predicate<List<Rotation>> right) {
        return questions.stream().filter(right).count() / (double) questions.size();
    }

    /** Rotations that were not answered are left out, officially. */
    private static Map<Long, List<Rotation>> rotations(List<Judged<OptionReference>> judged, Mode mode) {
        Map<Long, List<Rotation>> questions = new LinkedHashMap<>();
        for (Judged<OptionReference> each : judged) {
            if (mode == Mode.STRICT || !each.answer().isEmpty()) {
                questions
                        .computeIfAbsent(Long.parseLong(each.id()) % ROTATION, index -> new ArrayList<>())
                        .add(rotation(each));
            }
        }
        return questions;
    }

    private static Rotation rotation(Judged<OptionReference> each) {
        List<String> options = each.right().options();
        int chosen = OptionReference.index(each.answer());
        boolean shown = chosen >= 0 && chosen < options.size();
        return new Rotation(
                shown ? options.get(chosen) : "", options.get(each.right().right()));
    }

    @Override
    public String difference() {
        return "official leaves out rotations without an answer and draws at random among tied majorities (majority to"
                + " majority_at_best), strict counts both as wrong";
    }
}
