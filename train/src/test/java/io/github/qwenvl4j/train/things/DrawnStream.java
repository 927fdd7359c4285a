package io.github.qwenvl4j.train.things;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Writes files of rows for {@code continue_things.py}, rows of similar length together; waits while the folder holds enough. */
record DrawnStream(Path out, String prefix, int rows, int files) {

    private static final int SORTED = 6; // batches

    void write(Supplier<RowFile.DrawnRow> source) throws IOException, InterruptedException {
        for (int batch = 0; ; batch += SORTED) {
            List<RowFile.DrawnRow> sorted = new ArrayList<>();
            while (sorted.size() < SORTED * rows) {
                sorted.add(source.get());
            }
            sorted.sort(Comparator.comparingInt(row -> row.tokens().length()));
            for (int i = 0; i < SORTED; i++) {
                while (waiting() >= files) {
                    Thread.sleep(200);
                }
                RowFile.writeDrawn(out, prefix + (batch + i), sorted.subList(i * rows, (i + 1) * rows));
            }
        }
    }

    private long waiting() throws IOException {
        try (Stream<Path> present = Files.list(out)) {
            return present.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && name.endsWith(".drawn"))
                    .count();
        }
    }
}
