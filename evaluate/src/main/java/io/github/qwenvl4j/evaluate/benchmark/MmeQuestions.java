package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.evaluate.data.MmeRow;
import io.github.qwenvl4j.evaluate.data.MmeRows;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** MME: a folder with a file of questions for each subtask, whose pictures are in {@code images/SUBTASK}. */
record MmeQuestions() implements QuestionFile {

    @Override
    public void forEach(Path data, Setup setup, Consumer<BenchmarkQuestion> reader) {
        MmeRows.read(data).forEach(row -> reader.accept(question(row, setup)));
    }

    private static BenchmarkQuestion question(MmeRow row, Setup setup) {
        String path = "images/" + row.subtask() + "/" + row.picture();
        return new BenchmarkQuestion(
                row.id(),
                new PromptForm.Parts(new Message(
                        Role.USER, List.of(setup.pictures().part(path), new Part.Text("\n" + row.question())))),
                new Asking.Turn(),
                answer -> {
                    Map<String, Object> result = new LinkedHashMap<>();
                    result.put("subtask", row.subtask());
                    result.put("image", row.picture());
                    result.put("question", row.question());
                    result.put("ground truth", row.right());
                    result.put("answer", answer);
                    return result;
                });
    }
}
