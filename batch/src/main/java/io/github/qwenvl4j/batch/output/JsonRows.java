package io.github.qwenvl4j.batch.output;

import io.github.qwenvl4j.batch.LabelRow;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.file.LineFile;
import io.github.qwenvl4j.file.LineSignature;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** An object of JSON a line. */
final class JsonRows implements RowForm {

    private static final LineSignature SIGNATURE = RowFile.signature("{\"key\":", "\"key\"");

    @Override
    public LineFile open(Path file) {
        return LineFile.open(file, SIGNATURE);
    }

    @Override
    public Optional<String> header() {
        return Optional.empty();
    }

    @Override
    public String line(LabelRow row) {
        return RowJson.of(row).toString();
    }

    @Override
    public void forEach(Path file, Consumer<Written> reader) {
        try (JsonRecords records = JsonRecords.open(file, "")) {
            for (Optional<JsonRecord> each = records.next(); each.isPresent(); each = records.next()) {
                JsonRecord record = each.get();
                String key = record.optionalText("key").orElseThrow(() -> SIGNATURE.refuse(record.place()));
                reader.accept(new Written(
                        key, record.optional("error").isPresent(), record.json().toString()));
            }
        }
    }
}
