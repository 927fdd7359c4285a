package io.github.qwenvl4j.evaluate.run;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.engine.AnswerRequest;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.EventSink;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.model.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The tokens of one answer, collected on the model's thread; what follows from them is computed on others. */
final class CollectedAnswer implements EventSink {

    private static final long NO_DEADLINE = TimeUnit.DAYS.toNanos(1000);

    private final Engine engine;
    private final AnswerRequest request;
    private final List<AnswerEvent.Token> tokens = new ArrayList<>();
    private final CompletableFuture<List<AnswerEvent.Token>> complete = new CompletableFuture<>();

    CollectedAnswer(Engine engine, Prompt prompt, AnswerOptions options) {
        this.engine = engine;
        this.request = new AnswerRequest(prompt, options, Owner.once(), System.nanoTime() + NO_DEADLINE, this);
    }

    CompletableFuture<List<AnswerEvent.Token>> submit() {
        engine.submit(List.of(request));
        return complete.thenApplyAsync(all -> all);
    }

    @Override
    public void accept(AnswerEvent event) {
        if (event instanceof AnswerEvent.Token token) {
            tokens.add(token);
        } else if (event instanceof AnswerEvent.Failed failed) {
            complete.completeExceptionally(failed.cause());
        } else if (event instanceof AnswerEvent.Finished) {
            complete.complete(tokens);
        }
    }

    /** The ids below a first one that does not count. */
    static int[] ids(List<AnswerEvent.Token> tokens, int below) {
        return tokens.stream()
                .mapToInt(AnswerEvent.Token::id)
                .filter(id -> id < below)
                .toArray();
    }
}
