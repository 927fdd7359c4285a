package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.evaluate.scoring.OptionReference;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * SEED-Bench: JSON lines with a {@code prompt} that is written already, several pictures for a video, or the published
 * {@code SEED-Bench.json}, of which the questions about pictures are asked.
 */
record SeedQuestions() implements QuestionFile {

    private static final int OPTIONS = 4;
    private static final int LAST_TYPE_OF_PICTURES = 9;

    @Override
    public void forEach(Path data, Setup setup, Consumer<BenchmarkQuestion> reader) {
        try (JsonRecords records = JsonRecords.open(data, "questions")) {
            for (Optional<JsonRecord> each = records.next(); each.isPresent(); each = records.next()) {
                if (ofPictures(each.get())) {
                    reader.accept(question(each.get(), setup));
                }
            }
        }
    }

    private static boolean ofPictures(JsonRecord each) {
        return each.optional("prompt").isPresent() || each.integer("question_type_id") <= LAST_TYPE_OF_PICTURES;
    }

    private static BenchmarkQuestion question(JsonRecord each, Setup setup) {
        return new BenchmarkQuestion(
                each.text("question_id"), prompt(each, setup), Asking.Likeliest.letters(OPTIONS), answer -> {
                    Map<String, Object> result = new LinkedHashMap<>();
                    result.put("question_id", each.json().get("question_id"));
                    result.put("prediction", OptionReference.letter(Integer.parseInt(answer)));
                    return result;
                });
    }

    private static PromptForm prompt(JsonRecord each, Setup setup) {
        Optional<String> written = each.optionalText("prompt");
        if (written.isPresent()) {
            return new PromptForm.Written(written.get(), setup.pictures());
        }
        List<String> options =
                List.of(each.text("choice_a"), each.text("choice_b"), each.text("choice_c"), each.text("choice_d"));
        return new PromptForm.Parts(new Message(
                Role.USER,
                List.of(
                        setup.pictures().part(each.text("data_id")),
                        new Part.Text("\n" + OptionWords.of(each.text("question"), options)))));
    }
}
