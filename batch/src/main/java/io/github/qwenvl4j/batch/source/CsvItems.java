package io.github.qwenvl4j.batch.source;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A table with names in its first line. */
record CsvItems(Path file, Optional<String> column) implements ItemSource {

    @Override
    public Stream<LabelItem> items() {
        try {
            MappingIterator<Map<String, String>> rows = new CsvMapper()
                    .readerForMapOf(String.class)
                    .with(CsvSchema.emptySchema().withHeader())
                    .readValues(file.toFile());
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
                    .map(row -> item(row, rows.getCurrentLocation().getLineNr()))
                    .onClose(() -> close(rows));
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        } catch (RuntimeJsonMappingException e) {
            throw new QwenVlException(Kind.FILE, file + ": is not a table in CSV", e);
        }
    }

    private LabelItem item(Map<String, String> row, long line) {
        PictureColumn picture = PictureColumn.of(
                column,
                row::containsKey,
                () -> new QwenVlException(Kind.FILE, file + ": has no column " + column.orElse(PictureColumn.NAMES)));
        String value = row.get(picture.name());
        String id = Optional.ofNullable(row.get("id"))
                .filter(text -> !text.isEmpty())
                .orElseGet(() -> picture.id(value, line));
        return picture.item(file, file + ":" + line, id, value);
    }

    private static void close(MappingIterator<?> rows) {
        try {
            rows.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a file that was read", e);
        }
    }
}
