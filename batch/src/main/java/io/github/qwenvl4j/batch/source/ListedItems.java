package io.github.qwenvl4j.batch.source;

import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.file.FileProblem;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A path or an address a line; relative paths begin at the folder of the list. */
record ListedItems(Path list) implements ItemSource {

    private static final String BYTE_ORDER_MARK = "\uFEFF"; // editors of Windows put it in front

    private record Lines(BufferedReader text) implements FileStream.Reading<String> {

        @Override
        public Optional<String> next() throws IOException {
            return Optional.ofNullable(text.readLine());
        }

        @Override
        public void close() throws IOException {
            text.close();
        }
    }

    @Override
    public Stream<LabelItem> items() {
        try {
            return FileStream.of(list, new Lines(Files.newBufferedReader(list)))
                    .map(line -> line.replace(BYTE_ORDER_MARK, "").strip())
                    .filter(line -> !line.isEmpty())
                    .map(line -> LabelItem.at(line, address(list, line)));
        } catch (IOException e) {
            throw FileProblem.reading(list, e);
        }
    }

    /** An address as it is, a path beside the file that names it. */
    static String address(Path beside, String written) {
        return written.matches("(?is)[a-z][a-z0-9+.-]+:.*")
                ? written
                : beside.toAbsolutePath().resolveSibling(written).normalize().toString();
    }
}
