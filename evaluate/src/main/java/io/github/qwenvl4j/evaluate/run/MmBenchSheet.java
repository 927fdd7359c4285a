package io.github.qwenvl4j.evaluate.run;

import io.github.qwenvl4j.evaluate.data.MmBenchRow;
import io.github.qwenvl4j.evaluate.data.MmBenchRows;
import io.github.qwenvl4j.evaluate.metric.CircularEvaluation;
import io.github.qwenvl4j.evaluate.metric.CircularEvaluation.Rotation;
import io.github.qwenvl4j.evaluate.scoring.OptionReference;
import io.github.qwenvl4j.file.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * The sheet that MMBench's server takes: the table without its pictures, with the option that was chosen most often in all rotations
 * of a question. Of tied options it has the first, where the official program draws at random.
 */
final class MmBenchSheet {

    private static final long ROTATION = 1_000_000;
    private static final String PICTURE = "image";
    private static final String ANSWER = "answer";

    private final Map<Long, List<Rotation>> questions = new HashMap<>();
    private final Map<String, List<String>> options = new HashMap<>();

    private MmBenchSheet() {}

    /** @param chosen the index of the chosen option, by the index of the rotation */
    static void write(Path table, Map<String, Integer> chosen, Path file) {
        MmBenchSheet sheet = new MmBenchSheet();
        MmBenchRows.forEach(table, row -> sheet.add(row, chosen.get(row.index())));
        AtomicFile.write(file, sheet.bytes(table));
    }

    private void add(MmBenchRow row, Integer chosen) {
        options.put(row.index(), row.options());
        if (chosen != null) {
            questions
                    .computeIfAbsent(question(row.index()), index -> new ArrayList<>())
                    .add(new Rotation(row.options().get(chosen), ""));
        }
    }

    private static long question(String index) {
        return Long.parseLong(index) % ROTATION;
    }

    private byte[] bytes(Path table) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook book = new Workbook(bytes, "qwenvl4j", null)) {
            Worksheet sheet = book.newWorksheet("Sheet1");
            List<String> columns = new ArrayList<>();
            int[] row = {0};
            MmBenchRows.forEachField(table, fields -> {
                if (columns.isEmpty()) {
                    fields.keySet().stream()
                            .filter(name -> !name.equals(PICTURE) && !name.equals(ANSWER))
                            .forEach(columns::add);
                    columns.add("prediction");
                    fill(sheet, row[0]++, columns);
                }
                fill(sheet, row[0]++, cells(fields, columns));
            });
            book.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all that is written", e);
        }
        return bytes.toByteArray();
    }

    private List<String> cells(Map<String, String> fields, List<String> columns) {
        String index = fields.get("index");
        List<Rotation> rotations = questions.getOrDefault(question(index), List.of());
        List<String> cells = new ArrayList<>();
        columns.subList(0, columns.size() - 1).forEach(name -> cells.add(fields.getOrDefault(name, "")));
        int chosen = rotations.isEmpty()
                ? -1
                : options.get(index)
                        .indexOf(CircularEvaluation.mostChosen(rotations).get(0));
        cells.add(chosen < 0 ? "" : OptionReference.letter(chosen));
        return cells;
    }

    private static void fill(Worksheet sheet, int row, List<String> cells) {
        for (int column = 0; column < cells.size(); column++) {
            sheet.value(row, column, cells.get(column));
        }
    }
}
