package io.github.qwenvl4j.batch.output;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelRow;
import io.github.qwenvl4j.file.LineFile;
import io.github.qwenvl4j.file.LineSignature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file of rows, each of which is in it once. It may be opened again after its process was killed: whole rows count, the rest of a row
 * is cut off. Thread-safe.
 */
public final class RowFile implements AutoCloseable {

    private final RowForm form;
    private final LineFile lines;
    private final Set<String> keys = new HashSet<>();

    private RowFile(RowForm form, LineFile lines) {
        this.form = form;
        this.lines = lines;
    }

    /** Refuses a file whose name does not tell a form. */
    public static void requireKnown(Path file) {
        form(file);
    }

    private static RowForm form(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return new JsonRows();
        }
        if (name.endsWith(".csv")) {
            return new CsvRows();
        }
        throw new QwenVlException("cannot write " + file + ": the name must end in .jsonl, .ndjson or .csv");
    }

    /** @throws QwenVlException where the file cannot be written, or holds something else */
    public static RowFile open(Path file) {
        RowForm form = form(file);
        LineFile lines = form.open(file);
        try {
            RowFile rows = new RowFile(form, lines);
            if (lines.isEmpty()) {
                form.header().ifPresent(lines::append);
            } else {
                form.forEach(file, row -> rows.keys.add(row.key()));
                lines.lock();
            }
            return rows;
        } catch (RuntimeException | Error e) {
            lines.close();
            throw e;
        }
    }

    /** Takes rows without an answer out of a file, so that they are computed again. */
    public static void forgetFailures(Path file) {
        RowForm form = form(file);
        if (!Files.exists(file)) {
            return;
        }
        form.open(file).close(); // cuts off half a row
        form.keepAnswers(file);
    }

    /** How many rows of a file of whole lines have no answer. */
    public static long failures(Path file) {
        AtomicLong failures = new AtomicLong();
        form(file).forEach(file, row -> failures.addAndGet(row.failed() ? 1 : 0));
        return failures.get();
    }

    /** Whether there is a row of that key. */
    public boolean has(String key) {
        synchronized (keys) {
            return keys.contains(key);
        }
    }

    public int size() {
        synchronized (keys) {
            return keys.size();
        }
    }

    /** Adds the rows that are not there yet. */
    public void append(List<LabelRow> rows) {
        synchronized (keys) {
            for (LabelRow row : rows) {
                if (!keys.contains(row.key())) {
                    lines.append(form.line(row));
                    keys.add(row.key());
                }
            }
        }
    }

    @Override
    public void close() {
        lines.close();
    }

    /** Of files whose lines belong to batches. */
    static LineSignature signature(String beginning, String within) {
        return new LineSignature(beginning, within, "a row of a batch");
    }
}
