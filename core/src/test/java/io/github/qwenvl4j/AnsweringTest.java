package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.generate.FinishReason;
import io.github.qwenvl4j.generate.GenerationOptions;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Precision;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an answer promises, whatever the model says. */
class AnsweringTest {

    private static final GenerationOptions RANDOM = new GenerationOptions(30, 1, 0, 1, 1, OptionalLong.of(1));

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
            Answer streamed = model.answer(prompt, new AnswerOptions(RANDOM.withSeed(seed)), pieces::add);
            Answer whole = model.answer(prompt, new AnswerOptions(RANDOM.withSeed(seed)), AnswerListener.none());
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
        return model.answer(prompt, new AnswerOptions(RANDOM.withSeed(seed)), AnswerListener.none())
                .ids();
    }

    @Test
    void anAnswerEndsBeforeItsStopString() {
        Answer free = model.answer(prompt, new AnswerOptions(RANDOM), AnswerListener.none());
        String stop = free.text().substring(6, 9);
        List<String> pieces = new ArrayList<>();
        Answer stopped = model.answer(prompt, new AnswerOptions(RANDOM, List.of(stop)), pieces::add);
        assertThat(stopped.text())
                .isEqualTo(free.text().substring(0, free.text().indexOf(stop)))
                .isEqualTo(String.join("", pieces));
        assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(stopped.ids()).hasSizeLessThan(free.ids().size());
    }

    @Test
    void aCancelledAnswerEndsAtOnce() {
        Answer answer = model.answer(prompt, new AnswerOptions(RANDOM), new CancelledAfter(3));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(answer.ids()).hasSize(3);
    }

    @Test
    void anInterruptedThreadEndsItsAnswer() {
        Thread.currentThread().interrupt();
        Answer answer = model.answer(prompt, new AnswerOptions(RANDOM), AnswerListener.none());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(answer.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(answer.ids()).hasSize(1);
    }

    @Test
    void positionsLimitPromptAndAnswer(@TempDir Path folder) throws IOException {
        try (QwenVl fewPositions = OpenedModel.open(withPositions(40, folder), Precision.FLOAT32)) {
            assertThatThrownBy(() -> fewPositions.answer(
                            Prompt.of(new int[40]), new AnswerOptions(RANDOM), AnswerListener.none()))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage("the prompt has 40 tokens, but the model has only 40 positions for prompt and answer");

            Answer answer =
                    fewPositions.answer(Prompt.of(new int[38]), new AnswerOptions(RANDOM), AnswerListener.none());
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

        private int left;

        CancelledAfter(int tokens) {
            this.left = tokens;
        }

        @Override
        public void text(String piece) {}

        @Override
        public boolean cancelled() {
            return --left == 0;
        }
    }
}
