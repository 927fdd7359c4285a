package io.github.qwenvl4j.evaluate.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** MME's questions and answers: a folder with a file for each subtask, its fields separated by tabs. */
public final class MmeRows {

    private static final String SUFFIX = ".txt";
    private static final int QUESTION_FIELDS = 3; // picture, question, what is right
    private static final int ANSWER_FIELDS = 4;

    private MmeRows() {}

    /** The questions of all subtasks; also those of files with answers. */
    public static List<MmeRow> read(Path folder) {
        List<MmeRow> rows = new ArrayList<>();
        for (Path file : files(folder)) {
            rows.addAll(read(file, false));
        }
        return rows;
    }

    /** The answers of all subtasks. */
    public static List<GivenAnswer> answers(Path folder) {
        List<GivenAnswer> answers = new ArrayList<>();
        for (Path file : files(folder)) {
            read(file, true).forEach(row -> answers.add(new GivenAnswer(Optional.of(row.id()), row.answer())));
        }
        return answers;
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(each -> each.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new QwenVlException(Kind.FILE, folder + ": has no file SUBTASK.txt");
            }
            return found;
        } catch (IOException e) {
            throw FileProblem.reading(folder, e);
        }
    }

    private static List<MmeRow> read(Path file, boolean answered) {
        String subtask = file.getFileName().toString().replace(SUFFIX, "");
        List<MmeRow> rows = new ArrayList<>();
        try {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isEmpty()) {
                    rows.add(row(file + ":" + (i + 1), subtask, lines.get(i), answered));
                }
            }
            return rows;
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    private static MmeRow row(String place, String subtask, String line, boolean answered) {
        String[] fields = line.split("\t", -1);
        boolean valid = fields.length == ANSWER_FIELDS || (!answered && fields.length == QUESTION_FIELDS);
        if (!valid) {
            throw new QwenVlException(
                    Kind.FILE,
                    place + ": has " + fields.length + " fields separated by tabs, not "
                            + (answered ? ANSWER_FIELDS : QUESTION_FIELDS));
        }
        String answer = fields.length == ANSWER_FIELDS ? fields[QUESTION_FIELDS] : "";
        return new MmeRow(place, subtask, fields[0], fields[1], fields[2], answer);
    }
}
