package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.model.Prompt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * How likely given continuations of a prompt are. The prompt is computed once for all of them, its pictures too. Thread-safe.
 *
 * @param stopIds end an answer
 * @param positions of the model, for prompt and answer
 */
public record Scoring(Engine engine, Set<Integer> stopIds, int positions) {

    private static final int AT_ONCE = 16;
    private static final long LONGEST = Duration.ofDays(365).toNanos();

    /**
     * Computes the likelihoods and waits for them.
     *
     * @param continuations ids, at least one each
     * @param owner what is computed for the prompt is kept for others of the same owner while it is wanted
     * @throws QwenVlException as {@link Engine#submit}; of kind TOO_LONG where a continuation does not fit behind the
     *     prompt, CANCELLED where this thread is interrupted
     */
    public List<ContinuationLikelihood> of(Prompt prompt, List<int[]> continuations, Owner owner) {
        continuations.forEach(ids -> requireRoom(prompt, ids)); // before the first of them is computed
        int atOnce = Math.min(AT_ONCE, engine.limits().queue());
        List<ContinuationLikelihood> likelihoods = new ArrayList<>();
        for (int from = 0; from < continuations.size(); from += atOnce) {
            List<int[]> slice = continuations.subList(from, Math.min(from + atOnce, continuations.size()));
            likelihoods.addAll(slice(prompt, slice, owner));
        }
        return likelihoods;
    }

    private void requireRoom(Prompt prompt, int[] ids) {
        if (prompt.length() + ids.length >= positions) {
            throw new QwenVlException(
                    QwenVlException.Kind.TOO_LONG,
                    "a continuation of " + ids.length + " tokens does not fit behind the prompt of " + prompt.length()
                            + ": the model has " + positions + " positions");
        }
    }

    private List<ContinuationLikelihood> slice(Prompt prompt, List<int[]> continuations, Owner owner) {
        List<Collector> collectors =
                continuations.stream().map(ids -> new Collector(ids, stopIds)).toList();
        List<Ticket> tickets = engine.submit(collectors.stream()
                .map(collector -> collector.request(prompt, owner))
                .toList());
        try {
            List<ContinuationLikelihood> likelihoods = new ArrayList<>();
            for (Collector collector : collectors) {
                likelihoods.add(collector.result.get());
            }
            return likelihoods;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QwenVlException(QwenVlException.Kind.CANCELLED, "the thread that asked was interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof QwenVlException known
                    ? new QwenVlException(known.kind(), known.getMessage(), known)
                    : new IllegalStateException("scoring", e.getCause());
        } finally {
            tickets.forEach(Ticket::cancel);
        }
    }

    /** Collects the events of one continuation, on the model's thread. */
    private static final class Collector implements EventSink {

        private final CompletableFuture<ContinuationLikelihood> result = new CompletableFuture<>();
        private final List<Double> tokens = new ArrayList<>();
        private final int[] ids;
        private final GivenContinuation given;

        Collector(int[] ids, Set<Integer> stopIds) {
            if (ids.length == 0) {
                throw new QwenVlException("an empty continuation has no likelihood");
            }
            this.ids = ids;
            this.given = new GivenContinuation(ids, stopIds);
        }

        AnswerRequest request(Prompt prompt, Owner owner) {
            AnswerOptions options = AnswerOptions.greedy(ids.length + 1).withAlternatives(0);
            return new AnswerRequest(
                    prompt, options, owner, System.nanoTime() + LONGEST, this, Optional.of(given), Optional.empty());
        }

        @Override
        public void accept(AnswerEvent event) {
            if (event instanceof AnswerEvent.Failed failed) {
                result.completeExceptionally(failed.cause());
            } else if (event instanceof AnswerEvent.Token token) {
                token.likelihood()
                        .ifPresent(likelihood -> tokens.add(likelihood.chosen().logprob()));
            } else if (event instanceof AnswerEvent.Finished) {
                result.complete(new ContinuationLikelihood(tokens.subList(0, ids.length), given.end()));
            }
        }
    }
}
