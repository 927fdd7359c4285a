package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.qwenvl4j.AnswerStream;

/** Lets a handler end the stream that is being told. Thread-safe. */
final class CancelledStream implements StreamingHandle {

    private AnswerStream stream;
    private boolean cancelled;

    /** The stream that a cancellation ends, from now on. */
    synchronized void of(AnswerStream current) {
        stream = current;
        if (cancelled) {
            current.close();
        }
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        if (stream != null) {
            stream.close();
        }
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }
}
