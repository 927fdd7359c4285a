package io.github.qwenvl4j.internal;

import java.lang.ref.Cleaner;
import org.slf4j.LoggerFactory;

/**
 * Finds what a program forgets to close: with {@code -Dqwenvl.leaks=true} a warning with the place where it was opened is
 * logged when the garbage collector finds it unclosed. Without, nothing is recorded.
 */
public final class LeakCheck {

    /** System property that switches the check on. */
    public static final String PROPERTY = "qwenvl.leaks";

    private static final LeakCheck NONE = new LeakCheck();

    private volatile boolean closed;

    private LeakCheck() {}

    /** @param what is opened, in words */
    public static LeakCheck of(Object opened, String what) {
        if (!Boolean.getBoolean(PROPERTY)) {
            return NONE;
        }
        LeakCheck check = new LeakCheck();
        Throwable place = new Throwable("opened here");
        Watch.CLEANER.register(opened, () -> check.tell(what, place));
        return check;
    }

    public void closed() {
        closed = true;
    }

    private void tell(String what, Throwable place) {
        if (!closed) {
            LoggerFactory.getLogger(LeakCheck.class).warn("{} was not closed; its native memory is lost", what, place);
        }
    }

    /** Its thread is started when the first thing is watched. */
    private static final class Watch {

        private static final Cleaner CLEANER = Cleaner.create();
    }
}
