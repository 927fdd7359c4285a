package io.github.qwenvl4j.engine;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Events on their way from the model's thread to the one that asked. A reader who is slow holds up nobody else: his answers
 * rest while many events are unread. Thread-safe.
 *
 * @param <T> what the reader gets for an event
 */
public final class EventQueue<T> {

    private static final int MOST_UNREAD = 256;

    private final BlockingQueue<T> unread = new LinkedBlockingQueue<>();

    /** Takes the events of one answer. */
    public EventSink sink(Function<AnswerEvent, T> item) {
        return new EventSink() {
            @Override
            public void accept(AnswerEvent event) {
                unread.add(item.apply(event));
            }

            @Override
            public boolean full() {
                return unread.size() >= MOST_UNREAD;
            }
        };
    }

    /** The next one; nothing when none came for a while. */
    public Optional<T> poll(long millis) throws InterruptedException {
        return Optional.ofNullable(unread.poll(millis, TimeUnit.MILLISECONDS));
    }
}
