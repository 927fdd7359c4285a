package io.github.qwenvl4j.batch.source;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.batch.LabelItem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Pictures in an order that is the same each time. */
public interface ItemSource {

    /** The pictures; to be closed. A mistake in the file that names them is an error with its place. */
    Stream<LabelItem> items();

    /** How many files of a folder are not taken for pictures, by the endings of their names. */
    default Map<String, Long> leftOut() {
        return Map.of();
    }

    /**
     * A folder with everything below it; a list of paths and addresses, one a line; lines of JSON with {@code image} (or {@code
     * bytes}) and {@code id}; or CSV with a column of the same names.
     *
     * @param column of a table or field of JSON with paths, addresses or bytes; absent: the first known name
     */
    static ItemSource of(Path in, Optional<String> column) {
        if (!Files.exists(in)) {
            throw new QwenVlException(Kind.FILE, in + ": cannot be read: no such file or folder");
        }
        if (Files.isDirectory(in)) {
            return new FolderItems(in);
        }
        String name = in.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
            return new JsonItems(in, column);
        }
        if (name.endsWith(".csv")) {
            return new CsvItems(in, column);
        }
        if (FolderItems.isPicture(in)) {
            return () -> Stream.of(LabelItem.at(in.getFileName().toString(), in.toString()));
        }
        return new ListedItems(in);
    }
}
