package io.github.qwenvl4j.batch.run;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what is done, and says so every ten seconds: rate, time left, failures by kind. */
public final class RunProgress {

    private static final long EVERY_NANOS = 10_000_000_000L;
    private static final int SHOWN = 3;

    private final PrintWriter out;
    private final long pictures;
    private final long start = System.nanoTime();
    private final Map<String, Long> errors = new TreeMap<>();
    private long said = start;
    private long done;
    private long old;
    private long rows;

    /** @param pictures of the whole source */
    public RunProgress(PrintWriter out, long pictures) {
        this.out = out;
        this.pictures = pictures;
    }

    void done(int newRows, Map<String, Integer> newErrors) {
        done++;
        old += newRows == 0 ? 1 : 0;
        rows += newRows;
        if (newErrors != null) {
            newErrors.forEach((kind, count) -> errors.merge(kind, (long) count, Long::sum));
        }
        long now = System.nanoTime();
        if (now - said >= EVERY_NANOS) {
            said = now;
            out.println(line(now));
            out.flush();
        }
    }

    void died(String how, Set<String> underWay) {
        String names = String.join(", ", underWay.stream().sorted().limit(SHOWN).toList());
        out.println("the process that labels ended (" + how + ") with " + underWay.size() + " under way: " + names
                + (underWay.size() > SHOWN ? ", .." : "") + "; they are now tried one by one");
        out.flush();
        done = 0; // the next process begins at the start, and finds what is done
        old = 0;
    }

    /** New rows. */
    public long rows() {
        return rows;
    }

    /** New rows without an answer. */
    public long failed() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    private String line(long now) {
        double seconds = (now - start) / 1e9;
        double rate = (done - old) / seconds;
        String left = rate > 0
                ? String.format(Locale.ROOT, ", %.2f a second, %s left", rate, duration((pictures - done) / rate))
                : "";
        return String.format(Locale.ROOT, "%,d of %,d pictures%s%s", done, pictures, left, failures());
    }

    private String failures() {
        return errors.isEmpty()
                ? ""
                : "; without an answer: " + errors.toString().replaceAll("[{}]", "");
    }

    private static String duration(double seconds) {
        long minutes = Math.round(seconds / 60);
        return minutes < 1 ? "less than a minute" : minutes < 120 ? minutes + " min" : minutes / 60 + " h";
    }

    /** What came of it, in a line. */
    public String summary() {
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format(
                Locale.ROOT,
                "%,d new rows in %.1f s%s%s",
                rows,
                seconds,
                old > 0 ? ", " + old + " pictures were done before" : "",
                failures());
    }
}
