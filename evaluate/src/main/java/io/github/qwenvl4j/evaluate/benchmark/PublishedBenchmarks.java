package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.evaluate.benchmark.Asking.Completion;
import io.github.qwenvl4j.evaluate.data.AnswerFile;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.MmeRows;
import io.github.qwenvl4j.evaluate.scoring.BenchmarkScoring;
import io.github.qwenvl4j.evaluate.scoring.CaptionScoring;
import io.github.qwenvl4j.evaluate.scoring.CircularScoring;
import io.github.qwenvl4j.evaluate.scoring.GroundingScoring;
import io.github.qwenvl4j.evaluate.scoring.MmeScoring;
import io.github.qwenvl4j.evaluate.scoring.OptionReference;
import io.github.qwenvl4j.evaluate.scoring.OptionScoring;
import io.github.qwenvl4j.evaluate.scoring.TextScoring;
import io.github.qwenvl4j.evaluate.scoring.VqaScoring;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The table of benchmarks. */
public final class PublishedBenchmarks {

    private static final Completion SHORT = new Completion(10, 1, true);
    private static final Completion LONG = new Completion(100, 1, true);
    private static final Completion CAPTION = new Completion(30, 8, true);
    private static final Completion BOX = new Completion(28, 10, false);
    private static final String QUESTION_ID = "question_id";
    private static final String OTHER_QUESTION_ID = "questionId";

    private static final List<PublishedBenchmark<?>> ALL = List.of(
            caption("flickr30k"),
            caption("nocaps"),
            caption("coco"),
            vqa("vqav2", new VqaScoring(), SHORT, Optional.of(QUESTION_ID), false),
            vqa("okvqa", new VqaScoring(), SHORT, Optional.of(QUESTION_ID), false),
            vqa("textvqa", new VqaScoring(), SHORT, Optional.of(QUESTION_ID), false),
            vqa("vizwiz", new VqaScoring(), SHORT, Optional.of(QUESTION_ID), false),
            vqa("docvqa", TextScoring.ANLS, LONG, Optional.of(OTHER_QUESTION_ID), true),
            vqa("infographicsvqa", TextScoring.ANLS, LONG, Optional.of(OTHER_QUESTION_ID), true),
            vqa("chartqa", TextScoring.RELAXED, LONG, Optional.empty(), true),
            vqa("gqa", TextScoring.GQA, SHORT, Optional.of(OTHER_QUESTION_ID), true),
            vqa("ocrvqa", TextScoring.EXACT, LONG, Optional.of(OTHER_QUESTION_ID), true),
            vqa("ai2d", TextScoring.EXACT, SHORT, Optional.of("image"), true),
            grounding("refcoco"),
            grounding("refcoco+"),
            grounding("refcocog"),
            options("scienceqa", new ScienceQuestions(), new OptionScoring(), QUESTION_ID),
            options("mmbench", new MmBenchQuestions(), new CircularScoring(), "index"),
            options("seedbench", new SeedQuestions(), new OptionScoring(), QUESTION_ID),
            new PublishedBenchmark<>("mme", new MmeQuestions(), new MmeScoring(), MmeRows::answers, Optional.empty()));

    private PublishedBenchmarks() {}

    private static PublishedBenchmark<?> caption(String name) {
        return new PublishedBenchmark<>(
                name,
                new CaptionQuestions(CAPTION),
                new CaptionScoring(),
                new AnswerFile("image_id", "caption")::read,
                shot(CaptionQuestions::shot));
    }

    private static <R> PublishedBenchmark<R> vqa(
            String name, BenchmarkScoring<R> scoring, Completion limits, Optional<String> idField, boolean annotated) {
        return new PublishedBenchmark<>(
                name,
                new VqaQuestions(limits, idField, annotated),
                scoring,
                new AnswerFile(idField.orElse(QUESTION_ID), "answer")::read,
                shot(VqaQuestions::shot));
    }

    private static PublishedBenchmark<?> grounding(String name) {
        return new PublishedBenchmark<>(
                name,
                new GroundingQuestions(BOX),
                new GroundingScoring(),
                new AnswerFile(QUESTION_ID, "answer")::read,
                Optional.empty());
    }

    private static PublishedBenchmark<?> options(
            String name, QuestionFile questions, BenchmarkScoring<OptionReference> scoring, String idField) {
        return new PublishedBenchmark<>(
                name, questions, scoring, new AnswerFile(idField, "prediction")::read, Optional.empty());
    }

    private static Optional<Function<JsonRecord, Shots.Shot>> shot(Function<JsonRecord, Shots.Shot> reader) {
        return Optional.of(reader);
    }

    public static List<PublishedBenchmark<?>> all() {
        return ALL;
    }

    /** Their names, in the order of the paper. */
    public static List<String> names() {
        return ALL.stream().map(PublishedBenchmark::name).toList();
    }

    public static Optional<PublishedBenchmark<?>> named(String name) {
        return ALL.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
