package io.github.qwenvl4j.batch.source;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Objects of JSON, one a line or in one array. */
record JsonItems(Path file, Optional<String> column) implements ItemSource {

    private record Records(JsonRecords all) implements FileStream.Reading<JsonRecord> {

        @Override
        public Optional<JsonRecord> next() {
            return all.next();
        }

        @Override
        public void close() {
            all.close();
        }
    }

    @Override
    public Stream<LabelItem> items() {
        return FileStream.of(file, new Records(JsonRecords.open(file, ""))).map(this::item);
    }

    private LabelItem item(JsonRecord record) {
        PictureColumn picture = PictureColumn.of(
                column,
                name -> record.optional(name).isPresent(),
                () -> new QwenVlException(
                        QwenVlException.Kind.FILE,
                        record.place() + ": has no field " + column.orElse(PictureColumn.NAMES)));
        String value = record.text(picture.name());
        String id = record.optionalText("id").orElseGet(() -> picture.id(value, record.number()));
        return picture.item(file, record.place(), id, value);
    }
}
