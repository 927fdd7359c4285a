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

/** Pictures to describe: the {@code images} of a file in COCO's form. */
record CaptionQuestions(Asking.Completion limits) implements QuestionFile {

    private static final String DESCRIBE = "Describe the image in English:";

    @Override
    public void forEach(Path data, Setup setup, Consumer<BenchmarkQuestion> reader) {
        try (JsonRecords records = JsonRecords.open(data, "images")) {
            for (Optional<JsonRecord> each = records.next(); each.isPresent(); each = records.next()) {
                reader.accept(question(each.get(), setup));
            }
        }
    }

    private BenchmarkQuestion question(JsonRecord each, Setup setup) {
        List<Part> parts = new ArrayList<>(setup.shots().before(each.number(), setup.pictures()));
        parts.add(setup.pictures()
                .part(each.firstText(List.of("image", "file_name")).orElseThrow(() -> each.missing("image"))));
        parts.add(new Part.Text(DESCRIBE));
        return new BenchmarkQuestion(
                each.text("id"), new PromptForm.Parts(new Message(Role.USER, parts)), limits, answer -> {
                    Map<String, Object> result = new LinkedHashMap<>();
                    result.put("image_id", each.json().get("id"));
                    result.put("caption", answer);
                    return result;
                });
    }

    /** An annotation with its picture's path, as in the official training files. */
    static Shots.Shot shot(JsonRecord each) {
        return new Shots.Shot(each.text("image"), DESCRIBE + " " + each.text("caption"));
    }
}
