package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.PlacedFeatures;
import io.github.qwenvl4j.model.Session;
import java.util.List;

/**
 * An answer with what it computes with: the features of its pictures and, unless it rests, a session. Owns the features;
 * the session is the pool's. For the model's thread.
 */
final class RunningAnswer implements AutoCloseable {

    private final Ticket ticket;
    private final List<PlacedFeatures> pictures;
    private Session session;

    /** @param pictures of the prompt, whose features now belong to the answer */
    RunningAnswer(Ticket ticket, List<PlacedFeatures> pictures, Session session) {
        this.ticket = ticket;
        this.pictures = pictures;
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

    /** The rows as the network takes them. */
    Chunk chunk(AnswerInProgress.Rows rows) {
        return new Chunk(
                session,
                rows.ids(),
                answer().at(),
                pictures,
                rows.keys(),
                rows.wanted(),
                answer().prompt().adapter(),
                ticket.request().hidden());
    }

    /** Takes the logits behind the rows computed; whether the answer is complete. */
    boolean take(float[][] logits) {
        boolean complete = answer().take(logits);
        session.truncate(answer().computed());
        return complete;
    }

    @Override
    public void close() {
        pictures.forEach(picture -> picture.features().close());
        ticket.letGo();
    }
}
