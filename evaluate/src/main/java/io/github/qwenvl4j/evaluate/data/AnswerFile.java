package io.github.qwenvl4j.evaluate.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The form of a benchmark's file of answers.
 *
 * @param idField of the official file
 * @param answerField of the official file
 */
public record AnswerFile(String idField, String answerField) {

    private static final List<String> ID_FIELDS = List.of("question_id", "questionId", "id");

    /** All answers of a file, in either of the JSON forms; other usual names of ids count as well. */
    public List<GivenAnswer> read(Path file) {
        List<String> ids =
                Stream.concat(Stream.of(idField), ID_FIELDS.stream()).distinct().toList();
        return JsonRecords.read(file, "", each -> new GivenAnswer(each.firstText(ids), each.text(answerField)));
    }
}
