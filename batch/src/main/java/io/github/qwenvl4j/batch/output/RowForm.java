package io.github.qwenvl4j.batch.output;

import io.github.qwenvl4j.batch.LabelRow;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.LineFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** How rows are written. */
interface RowForm {

    /** What a row of a file tells of itself. @param line as it is written */
    record Written(String key, boolean failed, String line) {}

    LineFile open(Path file);

    Optional<String> header();

    String line(LabelRow row);

    /** Reads the rows of a file of whole lines. */
    void forEach(Path file, Consumer<Written> reader);

    /** Writes the file anew, without the rows that have no answer. */
    default void keepAnswers(Path file) {
        StringBuilder kept = new StringBuilder();
        header().ifPresent(line -> kept.append(line).append('\n'));
        forEach(file, row -> {
            if (!row.failed()) {
                kept.append(row.line()).append('\n');
            }
        });
        AtomicFile.write(file, kept.toString());
    }
}
