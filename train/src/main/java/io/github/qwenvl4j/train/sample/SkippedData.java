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
 * What a run leaves out of its data: broken lines and pictures, each counted once and logged with its place, up to a limit;
 * and samples longer than a row, which are only counted. A log that is there already is read, so that a resumed run counts
 * on. Thread-safe.
 */
public final class SkippedData {

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

    /** The first broken line or picture is refused. */
    public static SkippedData none() {
        return new SkippedData(Optional.empty(), 0);
    }

    /** @param limit how many are skipped before the next is refused; they are written nowhere */
    public static SkippedData counted(int limit) {
        return new SkippedData(Optional.empty(), limit);
    }

    /**
     * @param log one line for each broken line or picture
     * @param limit how many are skipped before the run is stopped
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
     * @throws QwenVlException when this is one too many
     */
    public synchronized void broken(String place, String reason) {
        String line = line(place, reason);
        if (!broken.add(line)) {
            return; // met in an earlier epoch, or before the run was resumed
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

    /** Counts a whole sample that cannot be learnt from. */
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

    /** The first that was broken or left out since this was made, with its place and reason. */
    public synchronized Optional<String> first() {
        return first;
    }

    /** All that was broken or left out, except samples longer than a row. */
    public synchronized int leftOutCount() {
        return broken.size() + whole;
    }

    /** The broken lines and pictures, each with its place and reason. */
    public synchronized List<String> broken() {
        return List.copyOf(broken);
    }

    /** Broken lines and pictures. */
    public synchronized int brokenCount() {
        return broken.size();
    }

    /** Samples longer than a row, those of every epoch. */
    public synchronized long tooLongCount() {
        return tooLong;
    }
}
