package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.StopStrings;
import io.github.qwenvl4j.generate.FinishReason;
import io.github.qwenvl4j.generate.PromptRows;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.tokenizer.StreamingDecoder;

/**
 * An answer that has a session: first its prompt is computed chunk by chunk, then a token at a time. For the model's
 * thread.
 */
final class RunningAnswer {

    private final QwenVl model;
    private final Ticket ticket;
    private final Session session;
    private final PromptRows rows;
    private final TokenChooser chooser;
    private final StreamingDecoder decoder;
    private final StopStrings stops;
    private int last = -1;
    private int count;

    RunningAnswer(QwenVl model, Ticket ticket, Session session) {
        AnswerRequest request = ticket.request();
        Prompt prompt = request.prompt().prompt();
        this.model = model;
        this.ticket = ticket;
        this.session = session;
        this.rows =
                new PromptRows(model.model(), session, prompt, request.prompt().features());
        this.chooser = new TokenChooser(request.sampling(), prompt.ids());
        this.decoder = model.tokenizer().streamingDecoder();
        this.stops = new StopStrings(request.sampling().answer().stopStrings());
    }

    Ticket ticket() {
        return ticket;
    }

    Session session() {
        return session;
    }

    void started() {
        emit(new AnswerEvent.Started(rows.reused()));
    }

    boolean promptDone() {
        return rows.remaining() == 0;
    }

    /** Whether its prompt has been computed. */
    boolean generating() {
        return last >= 0;
    }

    /** The next rows of the prompt, or the last token; in the caller's scope. */
    Chunk next(int maxRows) {
        return promptDone()
                ? new Chunk(session, model.model().embed(new int[] {last}), new long[] {last})
                : rows.next(maxRows);
    }

    /**
     * Takes the logits behind the last row computed.
     *
     * @param logits of the tokens that may be chosen; overwritten
     * @return whether the answer is complete
     */
    boolean take(float[] logits) {
        TokenChooser.Choice choice = chooser.choose(logits);
        if (model.stopIds().contains(choice.id())) {
            return finish(FinishReason.STOP, rest());
        }
        last = choice.id();
        count++;
        String text = stops.append(decoder.append(last));
        emit(new AnswerEvent.Token(last, text, choice.likelihood()));
        if (stops.stopped()) {
            return finish(FinishReason.STOP, "");
        }
        int most = ticket.request().sampling().answer().generation().maxNewTokens();
        return count == most && finish(FinishReason.LENGTH, rest());
    }

    /** What decoder and stop strings held back. */
    private String rest() {
        return stops.append(decoder.flush()) + stops.flush();
    }

    private boolean finish(FinishReason reason, String text) {
        emit(new AnswerEvent.Finished(reason, text));
        ticket.request().prompt().close();
        return true;
    }

    private void emit(AnswerEvent event) {
        ticket.request().events().accept(event);
    }
}
