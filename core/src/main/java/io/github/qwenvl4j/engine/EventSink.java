package io.github.qwenvl4j.engine;

/** Where an engine tells what happens to an answer. Called on the model's thread: must return at once and not throw. */
public interface EventSink {

    void accept(AnswerEvent event);

    /** Whether too much is unread: the answer then waits for its reader, while others go on. */
    default boolean full() {
        return false;
    }
}
