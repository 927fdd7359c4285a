package io.github.qwenvl4j.train.parallel;

import io.github.qwenvl4j.QwenVlException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of this process among those that train one model together.
 *
 * @param rank counted from 0
 * @param size number of processes
 * @param host of the {@link MeetingPoint}
 * @param port of the meeting point
 */
public record Member(int rank, int size, String host, int port) {

    private static final Pattern TEXT = Pattern.compile("(\\d+)/(\\d+)@(.+):(\\d+)");

    /** A process that trains alone. */
    public static final Member ALONE = new Member(0, 1, "", 0);

    public Member {
        if (rank < 0 || rank >= size) {
            throw new QwenVlException("process " + rank + " of " + size + ": they are counted from 0 to " + (size - 1));
        }
    }

    /** {@code RANK/SIZE@HOST:PORT}, as {@link #toString} writes it. */
    public static Member parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new QwenVlException("'" + text + "' is not RANK/SIZE@HOST:PORT");
        }
        return new Member(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                matcher.group(3),
                Integer.parseInt(matcher.group(4)));
    }

    /** Whether this process writes the files of the run. */
    public boolean isFirst() {
        return rank == 0;
    }

    /**
     * Waits until all processes are there.
     *
     * @param settings which the first process tells the others
     */
    public ProcessGroup join(String settings) {
        return size == 1 ? new SingleProcess(settings) : GlooGroup.join(this, settings);
    }

    /** For messages. */
    public String name() {
        return name(rank, size);
    }

    static String name(int rank, int size) {
        return "process " + rank + " of " + size;
    }

    @Override
    public String toString() {
        return rank + "/" + size + "@" + host + ":" + port;
    }
}
