package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Things to find: JSON lines with {@code image}, {@code sent}, {@code bbox}, {@code width}, {@code height}. */
record GroundingQuestions(Asking.Completion limits) implements QuestionFile {

    private static final String BOX = "<box>";

    @Override
    public void forEach(Path data, Setup setup, Consumer<BenchmarkQuestion> reader) {
        try (JsonRecords records = JsonRecords.open(data, "")) {
            for (Optional<JsonRecord> each = records.next(); each.isPresent(); each = records.next()) {
                reader.accept(question(each.get(), setup));
            }
        }
    }

    private BenchmarkQuestion question(JsonRecord each, Setup setup) {
        List<Part> parts = List.of(setup.pictures().part(each.text("image")), Part.Region.of(each.text("sent")));
        return new BenchmarkQuestion(
                String.valueOf(each.number()),
                new PromptForm.Parts(new Message(Role.USER, parts), BOX),
                limits,
                answer -> result(each, answer));
    }

    /** As the official program keeps it in memory; it writes no file. */
    private static Map<String, Object> result(JsonRecord each, String answer) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("answer", answer);
        result.put("gt_bbox", each.json().get("bbox"));
        result.put("hw", List.of(each.integer("height"), each.integer("width")));
        return result;
    }
}
