package io.github.qwenvl4j.evaluate.run;

import io.github.qwenvl4j.QwenVlException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

/**
 * Keeps a bounded number of questions open and takes their answers in the order of the questions. A question that cannot be
 * answered has a reason instead. Not thread-safe.
 *
 * @param <Q> question
 */
public final class InOrder<Q> {

    private record Open<Q>(Q question, CompletableFuture<String> answer) {}

    /** An answer, or why there is none. */
    public record Outcome(String text, String failure) {

        public boolean failed() {
            return failure != null;
        }
    }

    private final Deque<Open<Q>> open = new ArrayDeque<>();
    private final int most;
    private final BiConsumer<Q, Outcome> reader;

    public InOrder(int most, BiConsumer<Q, Outcome> reader) {
        this.most = most;
        this.reader = reader;
    }

    public void put(Q question, CompletableFuture<String> answer) {
        open.add(new Open<>(question, answer));
        while (open.size() > most || (!open.isEmpty() && open.peek().answer.isDone())) {
            take();
        }
    }

    /** Waits for all answers. */
    public void finish() {
        while (!open.isEmpty()) {
            take();
        }
    }

    private void take() {
        Open<Q> first = open.remove();
        reader.accept(first.question, outcome(first.answer));
    }

    /** What is no fault of a question ends the run. */
    private static Outcome outcome(CompletableFuture<String> answer) {
        try {
            return new Outcome(answer.join(), null);
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof QwenVlException known)) {
                throw e;
            }
            return switch (known.kind()) {
                case IMAGE, TOO_LONG, FILE, NETWORK, NOT_PERMITTED, ARGUMENT -> new Outcome("", known.getMessage());
                default -> throw known;
            };
        }
    }
}
