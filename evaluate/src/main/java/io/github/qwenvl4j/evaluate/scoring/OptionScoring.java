package io.github.qwenvl4j.evaluate.scoring;

import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.evaluate.data.Judged;
import io.github.qwenvl4j.evaluate.data.Referenced;
import io.github.qwenvl4j.evaluate.metric.Mode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The share of questions whose right option was chosen. */
public final class OptionScoring implements BenchmarkScoring<OptionReference> {

    @Override
    public List<Referenced<OptionReference>> references(Path annotations) {
        return JsonRecords.read(annotations, "questions", OptionScoring::reference);
    }

    private static Referenced<OptionReference> reference(JsonRecord each) {
        String id = each.optionalText("question_id").orElseGet(() -> String.valueOf(each.number()));
        List<String> options = each.optional("choices").isPresent() ? each.texts("choices") : List.of();
        int right = OptionReference.index(each.text("answer"));
        if (right < 0) {
            throw each.wrong("answer", "the number or the letter of an option");
        }
        return new Referenced<>(id, new OptionReference(options, right));
    }

    @Override
    public Scores score(List<Judged<OptionReference>> judged, Mode mode) {
        double[] each = judged.stream()
                .mapToDouble(question -> OptionReference.index(question.answer())
                                == question.right().right()
                        ? 1
                        : 0)
                .toArray();
        return Scores.of("accuracy", Arrays.stream(each).average().orElse(0), each);
    }

    @Override
    public String difference() {
        return "the modes do not differ";
    }
}
