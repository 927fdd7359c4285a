package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.engine.FinishReason;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import io.github.qwenvl4j.weights.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an answer promises, whatever the model says. */
class AnsweringTest {

    private static final AnswerOptions RANDOM =
            AnswerOptions.greedy(30).withTemperature(1).withSeed(1);

    private static QwenVl model;
    private static Prompt prompt;

    @BeforeAll
    static void open() {
        model = OpenedModel.open("tiny-vl", Precision.FLOAT32);
        prompt = model.prompts()
                .place(model.prompts()
                        .encodeRaw("<img>" + Fixtures.path("images/tiny-3x5.png") + "</img>What is it?", Picture::at));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void streamedPiecesTogetherAreTheText() {
        for (long seed = 0; seed < 10; seed++) {
            List<String> pieces = new ArrayList<>();
            Answer streamed = model.answer(prompt, RANDOM.withSeed(seed), pieces::add);
            Answer whole = model.answer(prompt, RANDOM.withSeed(seed), AnswerListener.none());
            assertThat(String.join("", pieces)).isEqualTo(streamed.text()).isEqualTo(whole.text());
            assertThat(streamed.ids()).isEqualTo(whole.ids());
            assertThat(pieces).hasSizeGreaterThan(1);
        }
    }

    @Test
    void aSeedRepeatsAndAnotherDiffers() {
        assertThat(sample(7)).isEqualTo(sample(7)).isNotEqualTo(sample(8));
    }

    private static List<Integer> sample(long seed) {
        return model.answer(prompt, RANDOM.withSeed(seed), AnswerListener.none())
                .ids();
    }

    @Test
    void anAnswerEndsBeforeItsStopString() {
        Answer free = model.answer(prompt, RANDOM, AnswerListener.none());
        String stop = free.text().substring(6, 9);
        List<String> pieces = new ArrayList<>();
        Answer stopped = model.answer(prompt, RANDOM.withStopStrings(List.of(stop)), pieces::add);
        assertThat(stopped.text())
                .isEqualTo(free.text().substring(0, free.text().indexOf(stop)))
                .isEqualTo(String.join("", pieces));
        assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(stopped.ids()).hasSizeLessThan(free.ids().size());
    }

    @Test
    void aCancelledAnswerEndsAtOnceWithWhatItHas() {
        StringBuilder seen = new StringBuilder();
        CancelledAfter third = new CancelledAfter(3, seen);
        assertThatThrownBy(() -> model.answer(prompt, RANDOM, third))
                .isInstanceOfSatisfying(AnswerCancelledException.class, cancelled -> {
                    assertThat(cancelled.kind()).isEqualTo(QwenVlException.Kind.CANCELLED);
                    assertThat(cancelled.partialText()).isNotEmpty().isEqualTo(seen.toString());
                });
    }

    @Test
    void anInterruptedThreadEndsItsAnswer() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> model.answer(prompt, RANDOM, AnswerListener.none()))
                .isInstanceOf(AnswerCancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aTimeLimitEndsAnAnswer() {
        AnswerOptions endless =
                AnswerOptions.greedy(1_000_000).withFrequencyPenalty(-2).withTimeLimit(Duration.ofMillis(300));
        long start = System.nanoTime();
        assertThatThrownBy(() -> model.answer(prompt, endless, AnswerListener.none()))
                .isInstanceOf(AnswerCancelledException.class)
                .hasMessage("the answer was not complete within 300 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aListenerThatIsSlowOrThrowsHoldsUpNoOther() throws Exception {
        CountDownLatch otherIsDone = new CountDownLatch(1);
        AnswerListener waits = piece -> {
            try {
                assertThat(otherIsDone.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        CompletableFuture<Answer> slow = CompletableFuture.supplyAsync(() -> model.answer(prompt, RANDOM, waits));
        assertThatThrownBy(() -> model.answer(prompt, RANDOM, piece -> {
                    throw new IllegalStateException("the listener failed");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the listener failed");
        Answer other = model.answer(prompt, RANDOM, AnswerListener.none());
        otherIsDone.countDown();
        assertThat(slow.get(60, TimeUnit.SECONDS).text()).isEqualTo(other.text());
    }

    @Test
    void questionsOfTwoThreadsAreAnsweredTogether() throws Exception {
        CountDownLatch bothHaveBegun = new CountDownLatch(2);
        AnswerOptions endless =
                AnswerOptions.greedy(1_000_000).withFrequencyPenalty(-2).withTimeLimit(Duration.ofMinutes(2));
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Executor threadOfItsOwn = task -> new Thread(task, "asks").start();
            Runnable question = () -> {
                StringBuilder seen = new StringBuilder();
                AnswerListener untilBoth = new AnswerListener() {
                    @Override
                    public void text(String piece) {
                        if (seen.isEmpty()) {
                            bothHaveBegun.countDown();
                        }
                        seen.append(piece);
                    }

                    @Override
                    public boolean cancelled() {
                        return bothHaveBegun.getCount() == 0 && !seen.isEmpty();
                    }
                };
                assertThatThrownBy(() -> model.answer(prompt, endless, untilBoth))
                        .isInstanceOf(AnswerCancelledException.class)
                        .hasMessage("the answer was cancelled");
            };
            asked.add(CompletableFuture.runAsync(question, threadOfItsOwn));
        }
        for (CompletableFuture<Void> each : asked) {
            each.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void damagedWeightsAreAnErrorNotAnEndlessAnswer(@TempDir Path folder) throws IOException {
        Path weights = withPositions(8192, folder).resolve("model-00002-of-00002.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0xff); // NaN in every format
        Files.write(weights, bytes);
        try (QwenVl damaged = OpenedModel.open(folder, Precision.FLOAT32)) {
            assertThatThrownBy(() -> damaged.ask(
                            "What is it?", Fixtures.path("images/tiny-3x5.png").toString()))
                    .isInstanceOfSatisfying(
                            QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.CHECKPOINT))
                    .hasMessageContaining("instead of a finite number");
        }
    }

    @Test
    void anIdOutsideOfTheVocabularyIsRefused() {
        int vocabulary = model.model().vocabulary();
        for (int id : new int[] {vocabulary, -1}) {
            assertThatThrownBy(() -> model.answer(Prompt.of(1, id), RANDOM, AnswerListener.none()))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage("the prompt has the id " + id + ", but the model's ids are 0 to " + (vocabulary - 1));
        }
    }

    @Test
    void positionsLimitPromptAndAnswer(@TempDir Path folder) throws IOException {
        try (QwenVl fewPositions = OpenedModel.open(withPositions(40, folder), Precision.FLOAT32)) {
            assertThatThrownBy(() -> fewPositions.answer(Prompt.of(new int[40]), RANDOM, AnswerListener.none()))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage("the prompt has 40 tokens, but the model has only 40 positions for prompt and answer");

            Answer answer = fewPositions.answer(Prompt.of(new int[38]), RANDOM, AnswerListener.none());
            assertThat(answer.ids()).hasSize(2);
            assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
        }
    }

    private static Path withPositions(int positions, Path folder) throws IOException {
        for (String name : List.of(
                "qwen.tiktoken",
                "generation_config.json",
                "model.safetensors.index.json",
                "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors")) {
            Files.copy(Fixtures.path("tiny-vl").resolve(name), folder.resolve(name));
        }
        String config = Files.readString(Fixtures.path("tiny-vl").resolve("config.json"));
        Files.writeString(
                folder.resolve("config.json"),
                config.replace("\"max_position_embeddings\": 8192", "\"max_position_embeddings\": " + positions));
        return folder;
    }

    private static final class CancelledAfter implements AnswerListener {

        private final StringBuilder seen;
        private int left;

        CancelledAfter(int pieces, StringBuilder seen) {
            this.left = pieces;
            this.seen = seen;
        }

        @Override
        public void text(String piece) {
            seen.append(piece);
            left--;
        }

        @Override
        public boolean cancelled() {
            return left <= 0;
        }
    }
}
