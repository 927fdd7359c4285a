package io.github.qwenvl4j.springai;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.prompt.CalledTools;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.GrowingCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One question to a model, and the streams that answer it.
 *
 * <p>A format rules out calls of tools. Where both are asked for, the model first answers freely; if it calls no tool, it answers
 * again, held to the format. May be closed by any thread, which ends the answer.
 */
final class AskedModel implements AutoCloseable {

    private final QwenVl model;
    private final Dialogue dialogue;
    private final AnswerOptions options;
    private final Optional<AnswerFormat> unlessCalling;
    private AnswerStream current;
    private boolean closed;

    AskedModel(QwenVl model, Dialogue dialogue, AnswerOptions options, Optional<AnswerFormat> format) {
        boolean tools = !dialogue.tools().isEmpty();
        this.model = model;
        this.dialogue = dialogue;
        this.options = tools ? options : format.map(options::withFormat).orElse(options);
        this.unlessCalling = format.filter(held -> tools);
    }

    /** @param pieces is told words and calls as they come. @return the answers that were needed; the last counts */
    List<Answer> answer(Consumer<CalledTools> pieces) {
        List<Answer> answers = new ArrayList<>();
        Answer first = answer(options, unlessCalling.isPresent() ? piece -> {} : pieces);
        answers.add(first);
        if (unlessCalling.isPresent()) {
            if (first.toolCalls().isEmpty()) {
                answers.add(answer(options.withFormat(unlessCalling.get()), pieces));
            } else {
                pieces.accept(first.called());
            }
        }
        return answers;
    }

    private Answer answer(AnswerOptions with, Consumer<CalledTools> pieces) {
        GrowingCalls growing = new GrowingCalls(model.toolForm());
        try (AnswerStream stream = open(with)) {
            for (String piece : stream) {
                pieces.accept(growing.add(piece));
            }
            pieces.accept(growing.end());
            return stream.answer();
        }
    }

    private AnswerStream open(AnswerOptions with) {
        AnswerStream stream = model.streamAnswer(dialogue, with);
        synchronized (this) {
            current = stream;
            if (closed) {
                stream.close();
            }
        }
        return stream;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.close();
        }
    }
}
