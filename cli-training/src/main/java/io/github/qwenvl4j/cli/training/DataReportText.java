package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.train.data.DataReport;
import io.github.qwenvl4j.train.data.Fault;
import io.github.qwenvl4j.train.sample.Contents;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Prints a report about a data file.
 *
 * @param maxLength to which the samples were held
 */
record DataReportText(DataReport report, int maxLength) {

    private static final int SHORTEST = 64; // upper bound of the first class of lengths
    private static final int BAR = 40;

    void print(PrintWriter out) {
        out.println(report.file() + ": "
                + report.contents().map(Contents::described).orElse("not readable to its end"));
        line(
                out,
                "%,d of %,d records can be trained on; %,d pictures",
                report.usable(),
                report.usable() + report.dropped().size(),
                report.pictures());
        lengths(out);
        report.faults().forEach((fault, places) -> {
            line(out, "%s%s: %,d", fault.drops() ? "" : "note: ", fault.label(), places.count());
            places.first().forEach(place -> out.println("  " + place));
            if (places.count() > places.first().size()) {
                line(out, "  and %,d more", places.count() - places.first().size());
            }
        });
        out.flush();
    }

    private void lengths(PrintWriter out) {
        SortedMap<Integer, Long> classes = new TreeMap<>();
        report.lengths().forEach((length, count) -> classes.merge(upperBound(length), count, Long::sum));
        if (classes.isEmpty()) {
            return;
        }
        long most = classes.values().stream().mapToLong(Long::longValue).max().orElse(1);
        long all = report.lengths().values().stream().mapToLong(Long::longValue).sum();
        line(out, "%12s %10s %12s", "ids up to", "samples", "longer");
        long left = all;
        for (Map.Entry<Integer, Long> entry : classes.entrySet()) {
            left -= entry.getValue();
            String bar = "#".repeat((int) Math.ceil((double) BAR * entry.getValue() / most));
            line(out, "%12d %10d %12d  %s", entry.getKey(), entry.getValue(), left, bar);
        }
        line(
                out,
                "--max-length %d loses %,d; the longest sample has %,d ids",
                maxLength,
                report.faults().containsKey(Fault.TOO_LONG)
                        ? report.faults().get(Fault.TOO_LONG).count()
                        : 0,
                report.lengths().lastKey());
    }

    private static int upperBound(int length) {
        int bound = SHORTEST;
        while (bound < length) {
            bound *= 2;
        }
        return bound;
    }

    private static void line(PrintWriter out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
