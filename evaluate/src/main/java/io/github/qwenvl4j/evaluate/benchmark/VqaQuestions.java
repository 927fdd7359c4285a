package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Questions with a short answer: JSON lines with {@code image}, {@code question}, {@code question_id} and, where it is known,
 * {@code answer}.
 *
 * @param idField of the id in the result file; empty where that has none
 * @param annotated whether the result file repeats what is right
 */
record VqaQuestions(Asking.Completion limits, Optional<String> idField, boolean annotated) implements QuestionFile {

    private static final String ANSWER = " Answer:";

    @Override
    public void forEach(Path data, Setup setup, Consumer<BenchmarkQuestion> reader) {
        try (JsonRecords records = JsonRecords.open(data, "")) {
            for (Optional<JsonRecord> each = records.next(); each.isPresent(); each = records.next()) {
                reader.accept(question(each.get(), setup));
            }
        }
    }

    private BenchmarkQuestion question(JsonRecord each, Setup setup) {
        List<Part> parts = new ArrayList<>(setup.shots().before(each.number(), setup.pictures()));
        parts.add(setup.pictures().part(each.text("image")));
        parts.add(new Part.Text(each.text("question") + ANSWER));
        return new BenchmarkQuestion(
                each.text("question_id"),
                new PromptForm.Parts(new Message(Role.USER, parts)),
                limits,
                answer -> result(each, answer));
    }

    private Map<String, Object> result(JsonRecord each, String answer) {
        Map<String, Object> result = new LinkedHashMap<>();
        idField.ifPresent(field -> result.put(field, each.json().get("question_id")));
        result.put("answer", answer);
        if (annotated) {
            result.put("annotation", each.json().get("answer"));
        }
        return result;
    }

    /** An example with its answer, the first of several. */
    static Shots.Shot shot(JsonRecord each) {
        return new Shots.Shot(
                each.text("image"),
                each.text("question") + ANSWER + " " + each.texts("answer").get(0));
    }
}
