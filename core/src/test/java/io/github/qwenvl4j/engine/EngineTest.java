package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.generate.FinishReason;
import io.github.qwenvl4j.generate.GenerationOptions;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Precision;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.testing.OpenedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many answers over one model. */
class EngineTest {

    private static final long FAR = System.nanoTime() + TimeUnit.HOURS.toNanos(1);

    private static QwenVl model;
    private static Goldens goldens;

    @BeforeAll
    static void open() {
        model = OpenedModel.open("tiny-vl", Precision.FLOAT32);
        goldens = Goldens.of(model);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Engine engine(EngineLimits limits) {
        return new Engine(model, limits, report -> {});
    }

    private static AnswerRequest request(Prompt prompt, Sampling sampling, String owner, Collected events) {
        return new AnswerRequest(PreparedPrompt.of(prompt, model.imageFeatures()), sampling, owner, FAR, events);
    }

    private static Ticket submit(Engine engine, AnswerRequest request) {
        Ticket ticket = engine.submit(List.of(request)).get(0);
        request.prompt().close();
        return ticket;
    }

    private static Sampling greedy(int tokens) {
        return new Sampling(new AnswerOptions(GenerationOptions.greedy(tokens)));
    }

    /** Rewards repetition, so that no stop token ever comes. */
    private static Sampling endless() {
        AnswerOptions greedy = new AnswerOptions(GenerationOptions.greedy(1_000_000));
        return new Sampling(greedy, 0, -2, OptionalInt.empty());
    }

    private static Prompt longest() {
        return goldens.prompts().stream()
                .max(Comparator.comparingInt(Prompt::length))
                .orElseThrow();
    }

    private static Prompt words(String text) {
        return model.prompts().place(model.prompts().encodeRaw(text, Picture::at));
    }

    @Test
    void answersInABusyBatchAreThoseGivenAlone() throws Exception {
        List<Collected> answers = new ArrayList<>();
        try (Engine engine = engine(new EngineLimits(8, 64, 64, 1L << 30))) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < goldens.prompts().size(); i++) {
                    Collected answer = new Collected();
                    answers.add(answer);
                    submit(engine, request(goldens.prompts().get(i), greedy(Goldens.TOKENS), "o" + round, answer));
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
            for (String owner : List.of("a", "a", "b")) {
                Collected answer = new Collected();
                submit(engine, request(prompt, greedy(Goldens.TOKENS), owner, answer));
                answer.await();
                assertThat(answer.text.toString()).isEqualTo(text);
                boolean again = owner.equals("a") && answer.started.get() > 0;
                assertThat(answer.started.get()).isEqualTo(again ? prompt.length() - 1 : 0);
            }
        }
    }

    @Test
    void choicesOfOnePromptShareItsRows() throws Exception {
        int longest = goldens.prompts().indexOf(longest());
        PreparedPrompt prompt = PreparedPrompt.of(longest(), model.imageFeatures());
        List<Collected> choices = List.of(new Collected(), new Collected(), new Collected());
        try (Engine engine = engine(EngineLimits.DEFAULT)) {
            engine.submit(choices.stream()
                    .map(choice -> new AnswerRequest(prompt, greedy(Goldens.TOKENS), "a", FAR, choice))
                    .toList());
            prompt.close();
            for (Collected choice : choices) {
                choice.await();
                assertThat(choice.text.toString()).isEqualTo(goldens.texts().get(longest));
            }
        }
        assertThat(choices.get(0).started.get()).isZero();
        assertThat(choices.subList(1, 3))
                .allSatisfy(choice -> assertThat(choice.started.get())
                        .isEqualTo(prompt.prompt().length() - 1));
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
                PreparedPrompt prompt = PreparedPrompt.of(words("a b c"), model.imageFeatures());
                submit(engine, new AnswerRequest(prompt, endless(), "a", soon, events));
            }
            for (Collected events : List.of(running, queued)) {
                assertThatThrownBy(events::await)
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(TimeoutException.class);
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
            PreparedPrompt prompt = PreparedPrompt.of(words("a"), model.imageFeatures());
            AnswerRequest more = new AnswerRequest(prompt, greedy(1), "a", FAR, ignored);
            assertThatThrownBy(() -> engine.submit(List.of(more, more, more))).isInstanceOf(QueueFullException.class);
            submit(engine, request(words("a"), greedy(1), "b", ignored));
        }
    }

    @Test
    void aPromptThatFailsTouchesNoOther() throws Exception {
        Collected good = new Collected();
        Collected bad = new Collected();
        int[] ids = {1, 2, Integer.MAX_VALUE}; // no such row in the embedding table
        try (Engine engine = engine(EngineLimits.DEFAULT)) {
            submit(engine, request(goldens.prompts().get(0), greedy(Goldens.TOKENS), "a", good));
            submit(engine, request(Prompt.of(ids), greedy(5), "a", bad));
            assertThatThrownBy(bad::await).isInstanceOf(ExecutionException.class);
            good.await();
            assertThat(good.text.toString()).isEqualTo(goldens.texts().get(0));
        }
    }

    @Test
    void seedsRepeatAndLikelihoodsAddUp() throws Exception {
        GenerationOptions warm = new GenerationOptions(12, 1.5, 0, 0.95, 1, OptionalLong.of(7));
        Sampling sampling = new Sampling(new AnswerOptions(warm), 0.5, 0.5, OptionalInt.of(5));
        List<List<Integer>> answers = new ArrayList<>();
        try (Engine engine = engine(EngineLimits.DEFAULT)) {
            for (int i = 0; i < 2; i++) {
                Collected answer = new Collected();
                submit(engine, request(words("one two three"), sampling, "a", answer));
                answer.await();
                answers.add(answer.ids);
                assertThat(answer.likelihoods).hasSameSizeAs(answer.ids).allSatisfy(likelihood -> {
                    assertThat(likelihood.top()).hasSize(5);
                    assertThat(likelihood.top().get(0).logprob())
                            .isGreaterThanOrEqualTo(likelihood.chosen().logprob());
                    assertThat(likelihood.top().stream()
                                    .collect(Collectors.summingDouble(entry -> Math.exp(entry.logprob()))))
                            .isBetween(0.0, 1.0 + 1e-9);
                });
            }
        }
        assertThat(answers.get(0)).isEqualTo(answers.get(1));
    }

    @Test
    void aFrequencyPenaltyEndsRepetition() throws Exception {
        Collected answer = new Collected();
        try (Engine engine = engine(EngineLimits.DEFAULT)) {
            AnswerOptions greedy = new AnswerOptions(GenerationOptions.greedy(40));
            submit(engine, request(words("x y"), new Sampling(greedy, 2, 2, OptionalInt.empty()), "a", answer));
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
            assertThatThrownBy(() -> engine.submit(List.of(late))).isInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void closingFailsWhatRuns() throws Exception {
        Collected endless = new Collected();
        Engine engine = engine(EngineLimits.DEFAULT);
        submit(engine, request(words("a"), endless(), "a", endless));
        endless.firstToken.get(60, TimeUnit.SECONDS);
        engine.close();
        assertThatThrownBy(endless::await).hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void nativeMemoryIsFreedWithTheScheduler() throws Exception {
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
                before = Pointer.totalCount();
            }
        }
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }
}
