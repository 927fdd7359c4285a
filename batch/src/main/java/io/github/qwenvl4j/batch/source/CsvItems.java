package io.github.qwenvl4j.batch.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A table with names in its first line. */
record CsvItems(Path file, Optional<String> column) implements ItemSource {

    private final class Rows implements FileStream.Reading<LabelItem> {

        private final MappingIterator<Map<String, String>> rows;
        private PictureColumn picture;
        private long line;

        Rows() throws IOException {
            this.rows = new CsvMapper()
                    .readerForMapOf(String.class)
                    .with(CsvSchema.emptySchema().withHeader())
                    .readValues(file.toFile());
        }

        @Override
        public Optional<LabelItem> next() throws IOException {
            try {
                line = rows.getCurrentLocation().getLineNr();
                if (!rows.hasNextValue()) {
                    return Optional.empty();
                }
                return Optional.of(item(rows.nextValue()));
            } catch (JsonProcessingException e) {
                boolean cells = e.getOriginalMessage().startsWith("Too many entries");
                throw new QwenVlException(
                        Kind.FILE,
                        file + ":" + line + ": the row that begins here "
                                + (cells
                                        ? "has more cells than there are columns"
                                        : "is not CSV: a quote may be missing"),
                        e);
            }
        }

        private LabelItem item(Map<String, String> row) {
            if (picture == null) {
                picture = column();
            }
            String value = row.getOrDefault(picture.name(), "");
            String id = Optional.ofNullable(row.get("id"))
                    .filter(text -> !text.isEmpty())
                    .orElseGet(() -> picture.id(value, line));
            return picture.item(file, file + ":" + line, id, value);
        }

        private PictureColumn column() {
            List<String> names = ((CsvSchema) rows.getParserSchema()).getColumnNames();
            return PictureColumn.of(
                    column,
                    names::contains,
                    () -> new QwenVlException(
                            Kind.FILE,
                            file + ": has no column " + column.orElse(PictureColumn.NAMES) + "; its columns are "
                                    + String.join(" | ", names).replaceAll("\\p{Cntrl}", "?")));
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }

    @Override
    public Stream<LabelItem> items() {
        try {
            return FileStream.of(file, new Rows());
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }
}
