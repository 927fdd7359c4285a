package io.github.qwenvl4j.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Decision;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.internal.Prompts;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/**
 * Asks questions about one picture, one after the other, so that each reuses what was computed of the picture for the one before.
 * Called by many threads, whose questions are computed together.
 */
final class PictureQuestions {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Picture PICTURE = Picture.at("picture"); // answers must not depend on names

    private final QwenVl model;
    private final ImageLoader images;
    private final LabelSpec spec;
    private final Object turn = new Object();
    private final Semaphore decoding = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final KnownAnswers known = new KnownAnswers();

    /** A question and what came of it. */
    record Told(
            LabelQuestion question,
            Optional<LabelAnswer> answer,
            Optional<LabelFailure> failure,
            double milliseconds) {}

    /** @throws QwenVlException where the model cannot be held to the form of a question */
    PictureQuestions(QwenVl model, ImageLoader images, LabelSpec spec) {
        this.model = model;
        this.images = images;
        this.spec = spec;
        for (LabelQuestion question : spec.questions()) {
            try {
                model.internals().engine().text().constraint(question.over(model.defaults()));
            } catch (QwenVlException e) {
                throw new QwenVlException(e.kind(), "question " + question.id() + ": " + e.getMessage(), e);
            }
        }
    }

    /** @param name of the picture, for messages */
    List<Told> ask(String name, LabelItem.Bytes file, String hash, List<LabelQuestion> questions) {
        return known.ask(hash, questions, unknown -> answers(name, file, unknown));
    }

    private List<Told> answers(String name, LabelItem.Bytes file, List<LabelQuestion> questions) {
        List<Told> told = new ArrayList<>();
        long[] start = {System.nanoTime()};
        SeenPicture seen;
        try {
            seen = see(name, file);
        } catch (QwenVlException e) {
            LabelFailure failure = LabelFailure.of(e).orElseThrow(() -> e);
            questions.forEach(each -> told.add(failed(each, failure, start)));
            return told;
        }
        Object prefixes = new Object();
        try {
            for (LabelQuestion question : questions) {
                told.add(answer(question, seen, new Owner(turn, prefixes, questions.size() > 1), start));
            }
        } finally {
            if (questions.size() > 1) {
                model.internals().engine().forget(prefixes);
            }
        }
        return told;
    }

    private SeenPicture see(String name, LabelItem.Bytes file) {
        decoding.acquireUninterruptibly();
        try {
            Prompts prompts = model.internals().prompts();
            return prompts.read(PICTURE, each -> images.decode(file.file(), file.page(), name));
        } finally {
            decoding.release();
        }
    }

    private Told answer(LabelQuestion question, SeenPicture seen, Owner owner, long[] start) {
        try {
            Prompt prompt = prompt(question, seen);
            LabelAnswer answer = question.format() instanceof AnswerFormat.Choice choice
                    ? chosen(prompt, choice, owner)
                    : written(prompt, question, seen, owner);
            return new Told(question, Optional.of(answer), Optional.empty(), since(start));
        } catch (QwenVlException e) {
            return failed(question, LabelFailure.of(e).orElseThrow(() -> e), start);
        }
    }

    private static Told failed(LabelQuestion question, LabelFailure failure, long[] start) {
        return new Told(question, Optional.empty(), Optional.of(failure), since(start));
    }

    private static double since(long[] start) {
        long now = System.nanoTime();
        double millis = (now - start[0]) / 1e6;
        start[0] = now;
        return millis;
    }

    private Prompt prompt(LabelQuestion question, SeenPicture seen) {
        List<Message> messages = new ArrayList<>();
        spec.system().ifPresent(text -> messages.add(Message.system(text)));
        messages.add(question.task()
                .map(task -> task.message(model, PICTURE))
                .orElseGet(() -> Message.typed(question.asked().orElseThrow(), List.of(PICTURE))));
        Prompts prompts = model.internals().prompts();
        return prompts.place(prompts.encode(new Dialogue(messages), each -> seen), each -> seen);
    }

    private LabelAnswer chosen(Prompt prompt, AnswerFormat.Choice choice, Owner owner) {
        Decision decision = model.internals().decide(prompt, choice.texts(), owner);
        Map<String, Double> probabilities = new LinkedHashMap<>();
        decision.options().forEach(option -> probabilities.put(option.text(), option.probability()));
        String best = decision.best().text();
        return new LabelAnswer(
                best,
                Optional.of(TextNode.valueOf(best)),
                List.of(),
                probabilities,
                "choice",
                prompt.length(),
                decision.best().tokens());
    }

    private LabelAnswer written(Prompt prompt, LabelQuestion question, SeenPicture seen, Owner owner) {
        AnswerOptions defaults = model.defaults();
        AnswerOptions begun =
                question.task().map(task -> task.options(model, defaults)).orElse(defaults);
        Answer answer = complete(model.internals().answerAsync(prompt, question.over(begun), owner));
        return new LabelAnswer(
                answer.text(),
                value(question, answer),
                LabelBox.of(answer.grounded(), seen.width(), seen.height()),
                Map.of(),
                answer.finishReason().name().toLowerCase(Locale.ROOT),
                answer.usage().promptTokens(),
                answer.usage().newTokens());
    }

    /** A stream would wake this thread for every token, and take processors from the model's threads. */
    private static Answer complete(CompletableFuture<Answer> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof QwenVlException known ? known : e;
        }
    }

    private static Optional<JsonNode> value(LabelQuestion question, Answer answer) {
        if (question.format() instanceof AnswerFormat.FreeText) {
            return Optional.empty();
        }
        if (answer.finishReason() == FinishReason.LENGTH) {
            throw new QwenVlException(
                    QwenVlException.Kind.TOO_LONG,
                    "the answer is not complete within max-new-tokens: " + answer.text());
        }
        if (question.format() instanceof AnswerFormat.Regex) {
            return Optional.of(TextNode.valueOf(answer.text()));
        }
        try {
            return Optional.of(JSON.readTree(answer.text()));
        } catch (JsonProcessingException e) {
            throw new QwenVlException("the answer is held to JSON, but is not: " + answer.text(), e);
        }
    }
}
