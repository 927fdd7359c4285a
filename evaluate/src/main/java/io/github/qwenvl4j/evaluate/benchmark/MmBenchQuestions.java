package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.evaluate.data.MmBenchRow;
import io.github.qwenvl4j.evaluate.data.MmBenchRows;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** MMBench: its table, with pictures in it, or the lines that the official converter makes. */
record MmBenchQuestions() implements QuestionFile {

    @Override
    public void forEach(Path data, Setup setup, Consumer<BenchmarkQuestion> reader) {
        MmBenchRows.forEach(data, row -> reader.accept(question(row, setup)));
    }

    private static BenchmarkQuestion question(MmBenchRow row, Setup setup) {
        String words = OptionWords.withContext(row.hint(), row.question(), row.options());
        return new BenchmarkQuestion(
                row.index(),
                new PromptForm.Parts(new Message(
                        Role.USER, List.of(PictureFolder.part(picture(row, setup.pictures())), new Part.Text(words)))),
                Asking.Likeliest.letters(row.options().size()),
                answer -> {
                    Map<String, Object> result = new LinkedHashMap<>();
                    result.put("index", Long.parseLong(row.index()));
                    result.put("prediction", Integer.parseInt(answer));
                    return result;
                });
    }

    private static Picture picture(MmBenchRow row, PictureFolder pictures) {
        return row.picture() instanceof MmBenchRow.Picture.Base64 bytes
                ? Picture.of(Base64.getMimeDecoder().decode(bytes.text())).named(row.index() + ".jpg")
                : pictures.picture(((MmBenchRow.Picture.File) row.picture()).path());
    }
}
