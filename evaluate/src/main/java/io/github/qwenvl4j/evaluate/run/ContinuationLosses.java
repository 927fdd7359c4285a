package io.github.qwenvl4j.evaluate.run;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.TokenLikelihood;
import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.model.Prompt;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * How unlikely continuations of a prompt are: the mean of their tokens' losses. Asks for one token behind the prompt and behind each
 * beginning that the continuations have, with the likelihoods of all tokens: for continuations of one token a single question.
 */
record ContinuationLosses(Engine engine, int vocabulary, Prompt prompt) {

    CompletableFuture<double[]> of(List<int[]> continuations) {
        Map<List<Integer>, CompletableFuture<Map<Integer, Double>>> behind = new LinkedHashMap<>();
        for (int[] continuation : continuations) {
            for (int length = 0; length < continuation.length; length++) {
                behind.computeIfAbsent(beginning(continuation, length), this::likelihoods);
            }
        }
        return CompletableFuture.allOf(behind.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> continuations.stream()
                        .mapToDouble(each -> loss(each, behind))
                        .toArray());
    }

    private static List<Integer> beginning(int[] continuation, int length) {
        return Arrays.stream(continuation, 0, length).boxed().toList();
    }

    private CompletableFuture<Map<Integer, Double>> likelihoods(List<Integer> beginning) {
        Prompt asked =
                prompt.append(beginning.stream().mapToInt(Integer::intValue).toArray());
        return new CollectedAnswer(engine, asked, AnswerOptions.greedy(1).withAlternatives(vocabulary))
                .submit()
                .thenApply(ContinuationLosses::byId);
    }

    private static Map<Integer, Double> byId(List<AnswerEvent.Token> tokens) {
        return tokens.get(0).likelihood().orElseThrow().top().stream()
                .collect(Collectors.toMap(TokenLikelihood.Entry::id, TokenLikelihood.Entry::logprob));
    }

    private static double loss(int[] continuation, Map<List<Integer>, CompletableFuture<Map<Integer, Double>>> behind) {
        double sum = 0;
        for (int i = 0; i < continuation.length; i++) {
            sum -= behind.get(beginning(continuation, i)).join().get(continuation[i]);
        }
        return sum / continuation.length;
    }
}
