package io.github.qwenvl4j.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address and the page that is meant: {@code invoice.pdf#page=2}.
 *
 * @param address without the page
 * @param page from 1
 */
public record PageAddress(String address, int page) {

    private static final String MARK = "#page=";
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

    /** The first page where none is named. */
    public static PageAddress of(String written) {
        int mark = written.lastIndexOf(MARK);
        Matcher number = NUMBER.matcher(mark < 0 ? "" : written.substring(mark + MARK.length()));
        return number.matches()
                ? new PageAddress(written.substring(0, mark), Integer.parseInt(number.group()))
                : new PageAddress(written, 1);
    }

    /** What is written as a page and is none, as in {@code invoice.pdf#page=0}. */
    static Optional<String> wrongPage(String written) {
        int mark = written.lastIndexOf(MARK);
        return mark < 0 || of(written).address().length() == mark
                ? Optional.empty()
                : Optional.of(written.substring(mark + MARK.length()));
    }

    /** As {@link #of} reads it; the first page is not named. */
    @Override
    public String toString() {
        return page == 1 ? address : address + MARK + page;
    }
}
