package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerCancelledException;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.TokenLikelihood;
import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.engine.AnswerRequest;
import io.github.qwenvl4j.model.ModelText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the events of one answer. Not thread-safe. */
final class AnswerParts {

    private final AnswerRequest request;
    private final ModelText model;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> ids = new ArrayList<>();
    private final List<TokenLikelihood> likelihoods = new ArrayList<>();
    private int reused;
    private Optional<AnswerEvent.Finished> end = Optional.empty();

    /** @param model what the answer's text means */
    AnswerParts(AnswerRequest request, ModelText model) {
        this.request = request;
        this.model = model;
    }

    /** Takes an event that is not a failure. @return the text that it adds */
    String take(AnswerEvent event) {
        String piece = "";
        if (event instanceof AnswerEvent.Started started) {
            reused = started.cachedTokens();
            piece = request.options().beginning();
        } else if (event instanceof AnswerEvent.Token token) {
            ids.add(token.id());
            token.likelihood().ifPresent(likelihoods::add);
            piece = token.text();
        } else if (event instanceof AnswerEvent.Finished finished) {
            end = Optional.of(finished);
            piece = finished.text();
        }
        text.append(piece);
        return piece;
    }

    boolean complete() {
        return end.isPresent();
    }

    /** The complete answer. */
    Answer answer() {
        AnswerEvent.Finished finished = end.orElseThrow();
        return new Answer(
                text.toString(),
                ids,
                finished.reason(),
                new Answer.Usage(
                        request.prompt().length(),
                        reused,
                        ids.size(),
                        request.prompt().asked().pictureTokens()),
                finished.timings(),
                likelihoods,
                request.options().seed(),
                model.grounding(),
                model.tools(),
                finished.evidence());
    }

    /** What to tell the caller about the cause of a failure. */
    Throwable failure(Throwable cause) {
        if (cause instanceof QwenVlException known) {
            return known.kind() == QwenVlException.Kind.CANCELLED
                    ? cancelled(known.getMessage())
                    : new QwenVlException(known.kind(), known.getMessage(), known);
        }
        return cause instanceof Error ? cause : new IllegalStateException("generating", cause);
    }

    AnswerCancelledException cancelled(String reason) {
        return new AnswerCancelledException(reason, text.toString());
    }
}
