package io.github.qwenvl4j.evaluate.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** MMBench's questions: the published table with tabs, or the lines of JSON that the official converter makes of it. */
public final class MmBenchRows {

    private static final String LETTERS = "ABCD";
    private static final CsvSchema TABLE = CsvSchema.emptySchema().withHeader().withColumnSeparator('\t');
    /** What pandas, with which the official programs read the table, takes for a field without a value. */
    private static final Set<String> ABSENT = Set.of(
            "",
            "#N/A",
            "#N/A N/A",
            "#NA",
            "-1.#IND",
            "-1.#QNAN",
            "-NaN",
            "-nan",
            "1.#IND",
            "1.#QNAN",
            "<NA>",
            "N/A",
            "NA",
            "NULL",
            "NaN",
            "None",
            "n/a",
            "nan",
            "null");

    private MmBenchRows() {}

    public static List<MmBenchRow> read(Path file) {
        List<MmBenchRow> rows = new ArrayList<>();
        forEach(file, rows::add);
        return rows;
    }

    /** Reads one row after the other. */
    public static void forEach(Path file, Consumer<MmBenchRow> reader) {
        if (!file.toString().endsWith(".tsv")) {
            JsonRecords.read(file, "", each -> {
                reader.accept(row(each));
                return each.number();
            });
            return;
        }
        forEachField(file, fields -> reader.accept(row(file, fields)));
    }

    /** The fields of each row of the table. */
    public static void forEachField(Path table, Consumer<Map<String, String>> reader) {
        try (MappingIterator<Map<String, String>> rows =
                new CsvMapper().readerForMapOf(String.class).with(TABLE).readValues(table.toFile())) {
            rows.forEachRemaining(reader);
        } catch (JsonProcessingException | RuntimeJsonMappingException e) {
            throw new QwenVlException(Kind.FILE, table + ": is not a table with tabs and a first line of names", e);
        } catch (IOException e) {
            throw FileProblem.reading(table, e);
        }
    }

    private static MmBenchRow row(JsonRecord each) {
        return new MmBenchRow(
                each.place(),
                each.text("index"),
                new MmBenchRow.Picture.File(each.text("image")),
                each.optionalText("hint").filter(hint -> !hint.isEmpty()),
                each.text("question"),
                each.texts("choices"),
                each.optional("answer").isPresent() ? OptionalInt.of(each.integer("answer")) : OptionalInt.empty());
    }

    private static MmBenchRow row(Path file, Map<String, String> fields) {
        String index = fields.getOrDefault("index", "");
        if (!index.matches("\\d{1,18}") || !fields.containsKey("question") || !fields.containsKey("image")) {
            throw new QwenVlException(Kind.FILE, file + ": a row has no index, question or image");
        }
        Optional<String> answer = value(fields, "answer");
        return new MmBenchRow(
                file + ", index " + index,
                index,
                new MmBenchRow.Picture.Base64(fields.get("image")),
                value(fields, "hint"),
                fields.get("question"),
                Stream.of(LETTERS.split(""))
                        .flatMap(letter -> value(fields, letter).stream())
                        .toList(),
                answer.map(letter -> OptionalInt.of(LETTERS.indexOf(letter))).orElse(OptionalInt.empty()));
    }

    private static Optional<String> value(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name)).filter(text -> !ABSENT.contains(text));
    }
}
