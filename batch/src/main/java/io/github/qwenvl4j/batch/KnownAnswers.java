package io.github.qwenvl4j.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The latest answers by picture and question, those under way included, so that equal pictures are computed once. */
final class KnownAnswers {

    private static final int MOST = 20_000;

    private final Map<String, CompletableFuture<PictureQuestions.Told>> answers = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<PictureQuestions.Told>> eldest) {
            return size() > MOST && eldest.getValue().isDone();
        }
    };

    /** @param asking asks those questions that nobody asked before about this picture */
    List<PictureQuestions.Told> ask(
            String hash,
            List<LabelQuestion> questions,
            Function<List<LabelQuestion>, List<PictureQuestions.Told>> asking) {
        List<LabelQuestion> mine = new ArrayList<>();
        List<CompletableFuture<PictureQuestions.Told>> all = new ArrayList<>();
        Map<String, CompletableFuture<PictureQuestions.Told>> promised = new LinkedHashMap<>();
        synchronized (answers) {
            for (LabelQuestion question : questions) {
                String key = hash + " " + question.id();
                CompletableFuture<PictureQuestions.Told> answer = answers.get(key);
                if (answer == null) {
                    answer = new CompletableFuture<>();
                    answers.put(key, answer);
                    promised.put(key, answer);
                    mine.add(question);
                }
                all.add(answer);
            }
        }
        if (!mine.isEmpty()) {
            keep(promised, () -> asking.apply(mine));
        }
        List<PictureQuestions.Told> told = new ArrayList<>();
        for (CompletableFuture<PictureQuestions.Told> answer : all) {
            told.add(wait(answer));
        }
        return told.stream()
                .flatMap(each -> each.failure().isPresent() && !mine.contains(each.question())
                        ? asking.apply(List.of(each.question())).stream() // the failure names the other picture
                        : Stream.of(each))
                .toList();
    }

    /** Failures are not kept: they are found again at once, and name the picture. */
    private void keep(
            Map<String, CompletableFuture<PictureQuestions.Told>> promised,
            Supplier<List<PictureQuestions.Told>> asking) {
        try {
            List<PictureQuestions.Told> told = asking.get();
            int next = 0;
            for (CompletableFuture<PictureQuestions.Told> promise : promised.values()) {
                promise.complete(told.get(next++));
            }
            synchronized (answers) {
                promised.forEach((key, promise) -> {
                    if (promise.join().failure().isPresent()) {
                        answers.remove(key, promise);
                    }
                });
            }
        } catch (RuntimeException | Error e) {
            synchronized (answers) {
                answers.keySet().removeAll(promised.keySet());
            }
            promised.values().forEach(promise -> promise.completeExceptionally(e));
            throw e;
        }
    }

    private static PictureQuestions.Told wait(CompletableFuture<PictureQuestions.Told> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
