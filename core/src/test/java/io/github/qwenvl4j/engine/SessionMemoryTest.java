package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys and values of all answers together never hold more than they may. */
class SessionMemoryTest {

    private static final long FAR = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
    private static final int PROMPT = 100;
    private static final int NEW = 150;

    private static QwenVl model;

    @BeforeAll
    static void open() {
        model = OpenedModel.open("tiny-vl", Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** Of a session with room for so many rows, counted on its tensors. */
    private static long bytes(int rows) {
        try (Session session = model.internals().network().newSession(KvCacheType.COMPUTED)) {
            session.cache().grow(session.cache().least(rows));
            return session.cache().allocated();
        }
    }

    private static AnswerOptions options() {
        return AnswerOptions.greedy(NEW).withFrequencyPenalty(-0.5);
    }

    @Test
    void twentyAnswersFinishWhereThreeFit() throws Exception {
        Random random = new Random(5);
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            prompts.add(Prompt.of(random.ints(PROMPT, 0, 500).toArray()));
        }
        long limit = 3 * bytes(PROMPT + NEW) + bytes(PROMPT + NEW) / 2;
        List<Collected> answers = new ArrayList<>();
        long[] peak = new long[1];
        Set<Integer> together = new HashSet<>();
        int[] rows = new int[1];
        Engine[] engine = new Engine[1];
        engine[0] = new Engine(model.internals().engineModel(), new EngineLimits(16, 256, 64, limit), report -> {
            peak[0] = Math.max(peak[0], engine[0].allocatedBytes());
            together.add(report.answers());
            rows[0] += report.promptRows();
        });
        try (Engine closed = engine[0]) {
            for (Prompt prompt : prompts) {
                Collected answer = new Collected();
                answers.add(answer);
                closed.submit(List.of(new AnswerRequest(prompt, options(), Owner.once(), FAR, answer)));
            }
            for (Collected answer : answers) {
                answer.await();
            }
        }
        for (int i = 0; i < prompts.size(); i++) {
            assertThat(answers.get(i).ids)
                    .as("answer %d", i)
                    .isEqualTo(
                            model.internals().answer(prompts.get(i), options()).ids());
        }
        assertThat(peak[0]).isGreaterThan(2 * bytes(PROMPT + NEW)).isLessThanOrEqualTo(limit);
        assertThat(together).contains(3);
        assertThat(rows[0]).as("rows computed again").isGreaterThan(20 * PROMPT);
    }

    @Test
    void whatCanNeverFitIsRefusedWithTheNumbers() {
        long limit = bytes(128);
        try (Engine engine =
                new Engine(model.internals().engineModel(), new EngineLimits(4, 256, 64, limit), report -> {})) {
            AnswerRequest request =
                    new AnswerRequest(Prompt.of(new int[128]), options(), Owner.once(), FAR, new Collected());
            assertThatThrownBy(() -> engine.submit(List.of(request)))
                    .isInstanceOfSatisfying(
                            QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.TOO_LONG))
                    .hasMessageMatching(
                            "the prompt has 128 tokens, which need .* MB of session memory, but only .* MB are allowed");
        }
    }

    @Test
    void anAnswerAloneEndsWhereTheMemoryEnds() throws Exception {
        long limit = bytes(128);
        Collected answer = new Collected();
        try (Engine engine =
                new Engine(model.internals().engineModel(), new EngineLimits(4, 256, 64, limit), report -> {})) {
            engine.submit(List.of(new AnswerRequest(Prompt.of(new int[PROMPT]), options(), Owner.once(), FAR, answer)));
            assertThat(answer.await()).isEqualTo(FinishReason.LENGTH);
        }
        assertThat(answer.ids).hasSizeBetween(128 - PROMPT, NEW - 1);
    }
}
