package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.TokenLikelihood;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.memory.NativeMemory;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.testing.OpenedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many answers over one model. */
class EngineTest {

    private static final long FAR = System.nanoTime() + TimeUnit.HOURS.toNanos(1);

    private static QwenVl model;
    private static GoldenAnswers goldens;

    @BeforeAll
    static void open() {
        model = OpenedModel.open("tiny-vl", Precision.FLOAT32);
        goldens = GoldenAnswers.of(model);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Engine engine(EngineLimits limits) {
        return new Engine(model.internals().engineModel(), limits, report -> {});
    }

    private static AnswerRequest request(Prompt prompt, AnswerOptions options, String owner, EventSink events) {
        return new AnswerRequest(prompt, options, Owner.of(owner), FAR, events);
    }

    private static Ticket submit(Engine engine, AnswerRequest request) {
        return engine.submit(List.of(request)).get(0);
    }

    private static AnswerOptions greedy(int tokens) {
        return AnswerOptions.greedy(tokens);
    }

    /** Rewards repetition, so that no stop token ever comes. */
    private static AnswerOptions endless() {
        return AnswerOptions.greedy(1_000_000).withFrequencyPenalty(-2);
    }

    private static Consumer<QwenVlException> kind(QwenVlException.Kind kind) {
        return e -> assertThat(e.kind()).isEqualTo(kind);
    }

    private static Prompt longest() {
        return goldens.prompts().stream()
                .max(Comparator.comparingInt(Prompt::length))
                .orElseThrow();
    }

    private static Prompt words(String text) {
        return model.internals().prompts().place(model.internals().prompts().encodeRaw(text, Picture::at));
    }

    @Test
    void answersInABusyBatchAreThoseGivenAlone() throws Exception {
        List<Collected> answers = new ArrayList<>();
        try (Engine engine = engine(new EngineLimits(8, 64, 64, 1L << 30))) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < goldens.prompts().size(); i++) {
                    Collected answer = new Collected();
                    answers.add(answer);
                    submit(
                            engine,
                            request(goldens.prompts().get(i), greedy(GoldenAnswers.TOKENS), "o" + round, answer));
                }
            }
            for (int i = 0; i < answers.size(); i++) {
                answers.get(i).await();
                assertThat(answers.get(i).text.toString())
                        .as("answer %d", i)
                        .isEqualTo(goldens.texts().get(i % goldens.texts().size()));
            }
        }
    }

    @Test
    void aPromptSeenBeforeIsNotComputedAgainForItsOwnerOnly() throws Exception {
        Prompt prompt = longest();
        String text = goldens.texts().get(goldens.prompts().indexOf(prompt));
        try (Engine engine = engine(EngineLimits.DEFAULT)) {
            Map<String, Integer> seen = new HashMap<>();
            for (String owner : List.of("a", "a", "b")) {
                Collected answer = new Collected();
                submit(engine, request(prompt, greedy(GoldenAnswers.TOKENS), owner, answer));
                answer.await();
                assertThat(answer.text.toString()).isEqualTo(text);
                boolean again = seen.merge(owner, 1, Integer::sum) > 1;
                assertThat(answer.started.get()).isEqualTo(again ? prompt.length() - 1 : 0);
            }
        }
    }

    @Test
    void choicesOfOnePromptShareItsRows() throws Exception {
        int longest = goldens.prompts().indexOf(longest());
        Prompt prompt = longest();
        List<Collected> choices = List.of(new Collected(), new Collected(), new Collected());
        try (Engine engine = engine(EngineLimits.DEFAULT)) {
            engine.submit(choices.stream()
                    .map(choice -> request(prompt, greedy(GoldenAnswers.TOKENS), "a", choice))
                    .toList());
            for (Collected choice : choices) {
                choice.await();
                assertThat(choice.text.toString()).isEqualTo(goldens.texts().get(longest));
            }
        }
        assertThat(choices.get(0).started.get()).isZero();
        assertThat(choices.subList(1, 3))
                .allSatisfy(choice -> assertThat(choice.started.get()).isEqualTo(prompt.length() - 1));
    }

    @Test
    void aCancelledAnswerGivesItsPlaceToTheNext() throws Exception {
        Collected endless = new Collected();
        Collected next = new Collected();
        try (Engine engine = engine(new EngineLimits(1, 64, 64, 1L << 30))) {
            Ticket ticket = submit(engine, request(words("a b c"), endless(), "a", endless));
            endless.firstToken.get(60, TimeUnit.SECONDS);
            submit(engine, request(words("d e f"), greedy(2), "a", next));
            ticket.cancel();
            assertThat(next.await()).isEqualTo(FinishReason.LENGTH);
            assertThat(endless.ids.size()).isLessThan(1_000_000);
        }
    }

    @Test
    void anAnswerOutOfTimeFailsWhileQueuedAndWhileRunning() throws Exception {
        Collected running = new Collected();
        Collected queued = new Collected();
        try (Engine engine = engine(new EngineLimits(1, 64, 64, 1L << 30))) {
            long soon = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
            for (Collected events : List.of(running, queued)) {
                submit(engine, new AnswerRequest(words("a b c"), endless(), Owner.of("a"), soon, events));
            }
            for (Collected events : List.of(running, queued)) {
                assertThatThrownBy(events::await)
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOfSatisfying(QwenVlException.class, kind(QwenVlException.Kind.CANCELLED));
            }
        }
    }

    @Test
    void ownersTakeTurns() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        Collected gate = new Collected();
        try (Engine engine = engine(new EngineLimits(1, 64, 8, 1L << 30))) {
            Ticket first = submit(engine, request(words("a"), endless(), "busy", gate));
            gate.firstToken.get(60, TimeUnit.SECONDS);
            List<Collected> all = new ArrayList<>();
            for (String owner : List.of("busy", "busy", "busy", "quiet")) {
                Collected events = new Collected();
                events.started.thenRun(() -> order.add(owner));
                all.add(events);
                submit(engine, request(words("a"), greedy(1), owner, events));
            }
            first.cancel();
            for (Collected events : all) {
                events.await();
            }
        }
        assertThat(order).containsExactly("busy", "quiet", "busy", "busy");
    }

    @Test
    void aFullQueueRefusesOneOwnerAndTakesAnother() {
        Collected ignored = new Collected();
        try (Engine engine = engine(new EngineLimits(1, 64, 2, 1L << 30))) {
            submit(engine, request(words("a"), endless(), "a", ignored));
            AnswerRequest more = request(words("a"), greedy(1), "a", ignored);
            assertThatThrownBy(() -> engine.submit(List.of(more, more, more)))
                    .isInstanceOfSatisfying(QwenVlException.class, kind(QwenVlException.Kind.QUEUE_FULL));
            submit(engine, request(words("a"), greedy(1), "b", ignored));
        }
    }

    @Test
    void anAnswerThatFailsTouchesNoOther() throws Exception {
        Collected good = new Collected();
        Collected misplaced = new Collected();
        Prompt unknown = Prompt.of(1, -1);
        try (Engine engine = engine(EngineLimits.DEFAULT)) {
            submit(engine, request(goldens.prompts().get(0), greedy(GoldenAnswers.TOKENS), "a", good));
            assertThatThrownBy(() -> submit(engine, request(unknown, greedy(5), "a", misplaced)))
                    .isInstanceOf(QwenVlException.class);
            good.await();
            assertThat(good.text.toString()).isEqualTo(goldens.texts().get(0));
        }
    }

    @Test
    void seedsRepeatAndLikelihoodsAddUp() throws Exception {
        AnswerOptions warm = AnswerOptions.greedy(12)
                .withTemperature(1.5)
                .withTopP(0.95)
                .withPresencePenalty(0.5)
                .withFrequencyPenalty(0.5)
                .withSeed(7);
        AnswerOptions sampling = warm.withAlternatives(100_000); // the whole vocabulary
        AnswerOptions other = warm.withSeed(8).withAlternatives(100_000);
        List<List<Integer>> answers = new ArrayList<>();
        try (Engine engine = engine(EngineLimits.DEFAULT)) {
            for (AnswerOptions options : List.of(sampling, sampling, other)) {
                Collected answer = new Collected();
                submit(engine, request(words("one two three"), options, "a", answer));
                answer.await();
                answers.add(answer.ids);
                assertThat(answer.likelihoods).hasSameSizeAs(answer.ids).allSatisfy(likelihood -> {
                    assertThat(likelihood.top())
                            .contains(likelihood.chosen())
                            .isSortedAccordingTo(Comparator.comparingDouble(TokenLikelihood.Entry::logprob)
                                    .reversed());
                    assertThat(likelihood.top().stream()
                                    .collect(Collectors.summingDouble(entry -> Math.exp(entry.logprob()))))
                            .isCloseTo(1, within(1e-6));
                });
            }
        }
        assertThat(answers.get(0)).hasSize(12).isEqualTo(answers.get(1)).isNotEqualTo(answers.get(2));
    }

    @Test
    void aFrequencyPenaltyEndsRepetition() throws Exception {
        Collected answer = new Collected();
        try (Engine engine = engine(EngineLimits.DEFAULT)) {
            AnswerOptions penal =
                    AnswerOptions.greedy(40).withPresencePenalty(2).withFrequencyPenalty(2);
            submit(engine, request(words("x y"), penal, "a", answer));
            answer.await();
        }
        assertThat(answer.ids).doesNotHaveDuplicates();
    }

    @Test
    void drainingFinishesWhatRunsAndTakesNothingNew() throws Exception {
        Collected running = new Collected();
        try (Engine engine = engine(EngineLimits.DEFAULT)) {
            submit(engine, request(words("a"), greedy(30), "a", running));
            engine.drain(Duration.ofSeconds(60));
            assertThat(running.await()).isNotNull();
            AnswerRequest late = request(words("a"), greedy(1), "a", new Collected());
            assertThatThrownBy(() -> engine.submit(List.of(late)))
                    .isInstanceOfSatisfying(QwenVlException.class, kind(QwenVlException.Kind.CLOSED));
        }
    }

    @Test
    void closingFailsWhatRuns() throws Exception {
        Collected endless = new Collected();
        Engine engine = engine(EngineLimits.DEFAULT);
        submit(engine, request(words("a"), endless(), "a", endless));
        endless.firstToken.get(60, TimeUnit.SECONDS);
        engine.close();
        assertThatThrownBy(endless::await)
                .cause()
                .isInstanceOfSatisfying(QwenVlException.class, kind(QwenVlException.Kind.CLOSED));
    }

    @Test
    void whoLeavesAfterTheEngineHasEndedDoesNotWait() {
        Engine engine = engine(EngineLimits.DEFAULT);
        engine.close();
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> engine.forget("a"));
    }

    @Test
    void nativeMemoryIsFreedWithTheEngine() throws Exception {
        long before = 0;
        for (int round = 0; round < 4; round++) {
            try (Engine engine = engine(EngineLimits.DEFAULT)) {
                for (Prompt prompt : goldens.prompts()) {
                    Collected answer = new Collected();
                    submit(engine, request(prompt, greedy(8), "a", answer));
                    answer.await();
                }
            }
            if (round == 0) {
                before = NativeMemory.blocks();
            }
        }
        assertThat(NativeMemory.blocks()).isEqualTo(before);
    }
}
