package io.github.qwenvl4j.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The ends of answers, told when the step is over: whoever hears of one finds its memory free. For the model's thread, but
 * for {@link #after}.
 */
final class Endings {

    private final List<Runnable> untold = new ArrayList<>();

    /** Passes all events on at once, but the last one after the step. */
    EventSink after(EventSink events) {
        return new EventSink() {
            @Override
            public void accept(AnswerEvent event) {
                if (event instanceof AnswerEvent.Finished || event instanceof AnswerEvent.Failed) {
                    untold.add(() -> events.accept(event));
                } else {
                    events.accept(event);
                }
            }

            @Override
            public boolean full() {
                return events.full();
            }
        };
    }

    void tell() {
        untold.forEach(Runnable::run);
        untold.clear();
    }
}
