package io.github.qwenvl4j.batch.run;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelRow;
import java.util.List;
import java.util.Locale;

/** Ends a run of which too many rows have no answer. Thread-safe. */
public final class ErrorShare {

    private static final int LEAST_ROWS = 100; // before these a share says nothing

    private final double most;
    private long rows;
    private long failed;

    /** @param most from 0 to 1 */
    public ErrorShare(double most) {
        if (!(most >= 0 && most <= 1)) {
            throw new QwenVlException("max-error-share is " + most + ", but must be from 0 to 1");
        }
        this.most = most;
    }

    /** @throws QwenVlException where the share is passed; the message has the first failure of these rows */
    public synchronized void add(List<LabelRow> added) {
        rows += added.size();
        List<LabelRow> bad =
                added.stream().filter(row -> row.failure().isPresent()).toList();
        failed += bad.size();
        if (rows >= LEAST_ROWS && failed > most * rows && !bad.isEmpty()) {
            throw new QwenVlException(String.format(
                    Locale.ROOT,
                    "%d of %d rows have no answer, more than the share %s that is allowed; the last one: %s: %s",
                    failed,
                    rows,
                    most,
                    bad.get(0).source(),
                    bad.get(0).failure().orElseThrow().message()));
        }
    }
}
