package io.github.qwenvl4j.train.sample;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The data that a run skips: broken lines and pictures, each counted once and logged with its place, up to a limit; and
 * samples longer than a row, which are only counted. An existing log is read, so that a resumed run continues counting.
 * Thread-safe.
 */
public final class SkippedData implements BadRecords {

    private final Optional<Path> log;
    private final int limit;
    private final Set<String> broken = new LinkedHashSet<>();
    private Optional<String> first = Optional.empty();
    private int whole;
    private long tooLong;

    private SkippedData(Optional<Path> log, int limit) {
        this.log = log;
        this.limit = limit;
    }

    /** Refuses the first broken line or picture. */
    public static SkippedData none() {
        return new SkippedData(Optional.empty(), 0);
    }

    /** @param limit maximum number that is skipped; nothing is logged */
    public static SkippedData counted(int limit) {
        return new SkippedData(Optional.empty(), limit);
    }

    /**
     * @param log gets a line for each broken line or picture
     * @param limit maximum number that is skipped
     */
    public static SkippedData upTo(int limit, Path log) {
        SkippedData skipped = new SkippedData(Optional.of(log), limit);
        try {
            if (Files.exists(log)) {
                skipped.broken.addAll(Files.readAllLines(log));
            }
        } catch (IOException e) {
            throw FileProblem.reading(log, e);
        }
        return skipped;
    }

    /**
     * @param place {@code FILE:LINE}
     * @throws QwenVlException if the limit is exceeded
     */
    @Override
    public synchronized void broken(String place, String reason) {
        String line = line(place, reason);
        if (!broken.add(line)) {
            return; // seen in an earlier epoch, or before the run was resumed
        }
        first = first.or(() -> Optional.of(line));
        if (broken.size() > limit) {
            String count = limit == 0 ? "" : " (" + limit + " others were skipped, which is the limit)";
            throw new QwenVlException(line + count);
        }
        log.ifPresent(file -> append(file, line));
    }

    private static String line(String place, String reason) {
        return (place + ": " + reason).replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cc}", "?");
    }

    /** Counts a sample that cannot be used. */
    public synchronized void leftOut(String place, String reason) {
        whole++;
        first = first.or(() -> Optional.of(line(place, reason)));
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw FileProblem.writing(file, e);
        }
    }

    /** Counts a sample that is longer than a row. */
    public synchronized void tooLong() {
        tooLong++;
    }

    /** The first skipped item since this was created, with its place and reason. */
    public synchronized Optional<String> first() {
        return first;
    }

    /** The number of skipped items, except samples longer than a row. */
    public synchronized int leftOutCount() {
        return broken.size() + whole;
    }

    /** The broken lines and pictures, each with its place and reason. */
    public synchronized List<String> broken() {
        return List.copyOf(broken);
    }

    /** The number of broken lines and pictures. */
    public synchronized int brokenCount() {
        return broken.size();
    }

    /** The number of samples longer than a row, summed over epochs. */
    public synchronized long tooLongCount() {
        return tooLong;
    }
}
