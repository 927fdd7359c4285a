package io.github.qwenvl4j.springai;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.prompt.CalledTools;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.GrowingCalls;
import java.util.function.Consumer;

/** One question to a model, and the stream that answers it. May be closed by any thread, which ends the answer. */
final class AskedModel implements AutoCloseable {

    private final QwenVl model;
    private final Dialogue dialogue;
    private final AnswerOptions options;
    private AnswerStream stream;
    private boolean closed;

    AskedModel(QwenVl model, Dialogue dialogue, AnswerOptions options) {
        this.model = model;
        this.dialogue = dialogue;
        this.options = options;
    }

    /** @param pieces is told words and whole calls as they come */
    Answer answer(Consumer<CalledTools> pieces) {
        GrowingCalls growing = new GrowingCalls(model.toolForm());
        try (AnswerStream open = open()) {
            for (String piece : open) {
                pieces.accept(growing.add(piece));
            }
            pieces.accept(growing.end());
            return open.answer();
        }
    }

    private AnswerStream open() {
        AnswerStream opened = model.streamAnswer(dialogue, options);
        synchronized (this) {
            stream = opened;
            if (closed) {
                opened.close();
            }
        }
        return opened;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (stream != null) {
            stream.close();
        }
    }
}
