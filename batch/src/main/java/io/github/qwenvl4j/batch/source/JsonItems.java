package io.github.qwenvl4j.batch.source;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Objects of JSON, one a line or in one array. */
record JsonItems(Path file, Optional<String> column) implements ItemSource {

    @Override
    public Stream<LabelItem> items() {
        return records(file).map(this::item);
    }

    /** The objects of a file; to be closed. */
    static Stream<JsonRecord> records(Path file) {
        JsonRecords records = JsonRecords.open(file, "");
        Iterator<JsonRecord> all = new Iterator<>() {

            private Optional<JsonRecord> next = records.next();

            @Override
            public boolean hasNext() {
                return next.isPresent();
            }

            @Override
            public JsonRecord next() {
                JsonRecord record = next.orElseThrow(NoSuchElementException::new);
                next = records.next();
                return record;
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(all, Spliterator.ORDERED), false)
                .onClose(records::close);
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
