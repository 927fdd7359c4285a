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

/** ScienceQA: JSON lines with {@code image}, {@code hint}, {@code question}, {@code choices}, {@code answer}. */
record ScienceQuestions() implements QuestionFile {

    @Override
    public void forEach(Path data, Setup setup, Consumer<BenchmarkQuestion> reader) {
        try (JsonRecords records = JsonRecords.open(data, "")) {
            for (Optional<JsonRecord> each = records.next(); each.isPresent(); each = records.next()) {
                reader.accept(question(each.get(), setup));
            }
        }
    }

    private static BenchmarkQuestion question(JsonRecord each, Setup setup) {
        List<String> options = each.texts("choices");
        String words = OptionWords.withContext(each.optionalText("hint"), each.text("question"), options);
        String id = String.valueOf(each.number());
        return new BenchmarkQuestion(
                id,
                new PromptForm.Parts(new Message(
                        Role.USER, List.of(setup.pictures().part(each.text("image")), new Part.Text(words)))),
                Asking.Likeliest.letters(options.size()),
                answer -> {
                    Map<String, Object> result = new LinkedHashMap<>();
                    result.put("question_id", id); // the official program writes no file
                    result.put("prediction", Integer.parseInt(answer));
                    return result;
                });
    }
}
