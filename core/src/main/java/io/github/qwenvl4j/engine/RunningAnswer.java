package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.QwenVlModel;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * An answer with what it computes with: the features of its pictures and, unless it rests, a session. Owns the features;
 * the session is the pool's. For the model's thread.
 */
final class RunningAnswer implements AutoCloseable {

    private final QwenVlModel model;
    private final Ticket ticket;
    private final Tensor features;
    private Session session;

    /** @param features of the prompt's pictures, which now belong to the answer; null without pictures */
    RunningAnswer(QwenVlModel model, Ticket ticket, Tensor features, Session session) {
        this.model = model;
        this.ticket = ticket;
        this.features = features;
        this.session = session;
    }

    Ticket ticket() {
        return ticket;
    }

    AnswerInProgress answer() {
        return ticket.answer();
    }

    Session session() {
        return session;
    }

    /** Gives the session up; its rows will be computed again. */
    Session rest() {
        Session given = session;
        session = null;
        return given;
    }

    void resume(Session other) {
        session = other;
        answer().resume(other.length());
    }

    /** Whether the reader is too far behind. */
    boolean readerIsBehind() {
        return ticket.request().events().full();
    }

    /** The rows with their embeddings, in the caller's scope. */
    Chunk chunk(AnswerInProgress.Rows rows) {
        int prompt = answer().prompt().length();
        int end = rows.from() + rows.ids().length;
        Tensor embeddings;
        if (rows.from() >= prompt) {
            embeddings = model.embed(rows.ids());
        } else {
            embeddings = model.embed(answer().prompt(), features, rows.from(), Math.min(end, prompt));
            if (end > prompt) {
                int[] behind = Arrays.copyOfRange(rows.ids(), prompt - rows.from(), rows.ids().length);
                embeddings = Tensors.cat(List.of(embeddings, model.embed(behind)), 0);
            }
        }
        return new Chunk(session, embeddings, rows.keys());
    }

    /** Takes the logits behind the rows computed; whether the answer is complete. */
    boolean take(float[][] logits) {
        boolean complete = answer().take(logits);
        session.truncate(answer().computed());
        return complete;
    }

    @Override
    public void close() {
        if (features != null) {
            features.close();
        }
    }
}
