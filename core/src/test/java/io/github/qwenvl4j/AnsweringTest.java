package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
        prompt = model.internals()
                .prompts()
                .place(model.internals()
                        .prompts()
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
            Answer streamed = read(RANDOM.withSeed(seed), pieces::add);
            Answer whole = model.internals().answer(prompt, RANDOM.withSeed(seed));
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
        return model.internals().answer(prompt, RANDOM.withSeed(seed)).ids();
    }

    @Test
    void anAnswerEndsBeforeItsStopString() {
        Answer free = model.internals().answer(prompt, RANDOM);
        String stop = free.text().substring(6, 9);
        List<String> pieces = new ArrayList<>();
        Answer stopped = read(RANDOM.withStopStrings(List.of(stop)), pieces::add);
        assertThat(stopped.text())
                .isEqualTo(free.text().substring(0, free.text().indexOf(stop)))
                .isEqualTo(String.join("", pieces));
        assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(stopped.ids()).hasSizeLessThan(free.ids().size());
    }

    @Test
    void aCancelledAnswerEndsAtOnceWithWhatItHas() {
        StringBuilder seen = new StringBuilder();
        AnswerStream stream = stream(RANDOM);
        Iterator<String> pieces = stream.iterator();
        for (int i = 0; i < 3; i++) {
            seen.append(pieces.next());
        }
        stream.close();
        assertThatThrownBy(() -> pieces.forEachRemaining(seen::append))
                .isInstanceOfSatisfying(AnswerCancelledException.class, cancelled -> {
                    assertThat(cancelled.kind()).isEqualTo(QwenVlException.Kind.CANCELLED);
                    assertThat(cancelled.partialText()).isNotEmpty().isEqualTo(seen.toString());
                });
    }

    @Test
    void anInterruptedThreadEndsItsAnswer() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> model.internals().answer(prompt, RANDOM)).isInstanceOf(AnswerCancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aTimeLimitEndsAnAnswer() {
        AnswerOptions endless =
                AnswerOptions.greedy(1_000_000).withFrequencyPenalty(-2).withTimeLimit(Duration.ofMillis(300));
        long start = System.nanoTime();
        assertThatThrownBy(() -> model.internals().answer(prompt, endless))
                .isInstanceOf(AnswerCancelledException.class)
                .hasMessage("the answer was not complete within 300 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aReaderWhoIsSlowOrThrowsHoldsUpNoOther() {
        try (AnswerStream unread = stream(RANDOM)) {
            assertThatThrownBy(() -> read(RANDOM, piece -> {
                        throw new IllegalStateException("the reader failed");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the reader failed");
            Answer other = model.internals().answer(prompt, RANDOM);
            assertThat(unread.answer().text()).isEqualTo(other.text());
        }
    }

    @Test
    void questionsOfTwoThreadsAreAnsweredTogether() throws Exception {
        AnswerOptions endless =
                AnswerOptions.greedy(1_000_000).withFrequencyPenalty(-2).withTimeLimit(Duration.ofMinutes(2));
        CountDownLatch bothHaveBegun = new CountDownLatch(2);
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Executor threadOfItsOwn = task -> new Thread(task, "asks").start();
            Runnable question = () -> {
                try (AnswerStream stream = stream(endless)) {
                    assertThat(stream.iterator().next()).isNotEmpty();
                    bothHaveBegun.countDown();
                    while (bothHaveBegun.getCount() > 0) {
                        stream.poll(Duration.ofMillis(20));
                    }
                }
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
        int vocabulary = model.internals().network().vocabulary();
        for (int id : new int[] {vocabulary, -1}) {
            assertThatThrownBy(() -> model.internals().answer(Prompt.of(1, id), RANDOM))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage("the prompt has the id " + id + ", but the model's ids are 0 to " + (vocabulary - 1));
        }
    }

    @Test
    void positionsLimitPromptAndAnswer(@TempDir Path folder) throws IOException {
        try (QwenVl fewPositions = OpenedModel.open(withPositions(40, folder), Precision.FLOAT32)) {
            assertThatThrownBy(() -> fewPositions.internals().answer(Prompt.of(new int[40]), RANDOM))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage("the prompt has 40 tokens, but the model has only 40 positions for prompt and answer");

            Answer answer = fewPositions.internals().answer(Prompt.of(new int[38]), RANDOM);
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

    private static AnswerStream stream(AnswerOptions options) {
        return model.internals().stream(prompt, options, Owner.once());
    }

    private static Answer read(AnswerOptions options, Consumer<String> reader) {
        try (AnswerStream stream = stream(options)) {
            stream.forEach(reader);
            return stream.answer();
        }
    }
}
