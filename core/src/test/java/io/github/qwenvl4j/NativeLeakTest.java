package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.generate.GenerationOptions;
import io.github.qwenvl4j.model.Precision;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.List;
import java.util.OptionalLong;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/** Native memory after many answers, good and bad, is what it was before. */
class NativeLeakTest {

    private static final int ROUNDS = 50;
    private static final int WARM_UP = 30; // until the heap has its size
    private static final long MAX_GROWN = 40_000_000; // one hidden state per answer would be 55 MB, one session 400 MB
    private static final AnswerOptions SHORT =
            new AnswerOptions(new GenerationOptions(4, 1, 20, 0.9, 1.1, OptionalLong.of(3)));

    @Test
    void twoHundredAnswersLeaveNothingBehind() {
        OpenOptions options =
                OpenOptions.defaults().withPrecision(Precision.FLOAT32).withFeatureCacheBytes(0);
        try (QwenVl model = QwenVl.open(Fixtures.path("tiny-vl"), options)) {
            for (int round = 0; round < WARM_UP; round++) {
                fourAnswers(model);
            }
            long pointers = Pointer.totalCount();
            long resident = Pointer.physicalBytes();
            for (int round = 0; round < ROUNDS; round++) {
                fourAnswers(model);
            }
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
            long grown = Pointer.physicalBytes() - resident;
            System.out.printf("%d answers: resident +%.1f MB%n", 4 * ROUNDS, grown / 1e6);
            assertThat(grown).isLessThan(MAX_GROWN);
        }
    }

    @Test
    void openingAndClosingLeavesNothingBehind() {
        openAndClose();
        long pointers = Pointer.totalCount();
        for (int i = 0; i < 20; i++) {
            openAndClose();
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
    }

    private static void openAndClose() {
        try (QwenVl model = OpenedModel.open("tiny-vl", Precision.BFLOAT16)) {
            model.answer(model.rawPrompt("hi"), SHORT, AnswerListener.none());
        }
    }

    /** A picture, bare text, a failing listener, a prompt that is refused half way. */
    private static void fourAnswers(QwenVl model) {
        String picture = Fixtures.path("images/tiny-3x5.png").toString();
        model.ask("What is it?", List.of(picture), SHORT, AnswerListener.none());
        model.answer(model.rawPrompt("Hello"), SHORT, AnswerListener.none());
        Prompt prompt = model.prompt("And now?", List.of(), "Be brief.");
        assertThatThrownBy(() -> model.answer(prompt, SHORT, new Failing())).isInstanceOf(IllegalStateException.class);
        Prompt noSuchId = Prompt.of(1, 2, Integer.MAX_VALUE);
        assertThatThrownBy(() -> model.answer(noSuchId, SHORT, AnswerListener.none()))
                .isInstanceOf(RuntimeException.class);
    }

    private static final class Failing implements AnswerListener {

        @Override
        public void text(String piece) {}

        @Override
        public boolean cancelled() {
            throw new IllegalStateException("the listener failed");
        }
    }
}
