package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.memory.NativeMemory;
import io.github.qwenvl4j.memory.ResidentMemory;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Native memory after many answers, good and bad, is what it was before. */
class NativeLeakTest {

    private static final int WINDOWS = 8;
    private static final int ROUNDS = 10; // of four answers, in a window
    private static final long MAX_GROWN = 4_000_000; // one hidden state per answer would be 11 MB, one session 80 MB

    private static final AnswerOptions SHORT = AnswerOptions.greedy(4)
            .withTemperature(1)
            .withTopK(20)
            .withTopP(0.9)
            .withRepetitionPenalty(1.1)
            .withSeed(3);

    @Test
    void hundredsOfAnswersLeaveNothingBehind() {
        OpenOptions options =
                OpenOptions.defaults().withPrecision(Precision.FLOAT32).withFeatureCacheBytes(0);
        try (QwenVl model = QwenVl.open(Fixtures.path("tiny-vl"), options)) {
            fourAnswers(model);
            long pointers = NativeMemory.blocks();
            long[] grown = new long[WINDOWS];
            for (int window = 0; window < WINDOWS; window++) {
                long resident = ResidentMemory.bytes();
                for (int round = 0; round < ROUNDS; round++) {
                    fourAnswers(model);
                }
                grown[window] = ResidentMemory.bytes() - resident;
            }
            System.out.println("resident memory grew by " + Arrays.toString(grown) + " bytes per 40 answers");
            assertThat(NativeMemory.blocks()).isLessThanOrEqualTo(pointers);
            // The heap grows now and then; a leak grows all the time.
            assertThat(Arrays.stream(grown).min().orElseThrow()).isLessThan(MAX_GROWN);
        }
    }

    @Test
    void openingAndClosingLeavesNothingBehind() {
        openAndClose();
        long pointers = NativeMemory.blocks();
        for (int i = 0; i < 20; i++) {
            openAndClose();
        }
        assertThat(NativeMemory.blocks()).isLessThanOrEqualTo(pointers);
    }

    private static void openAndClose() {
        try (QwenVl model = OpenedModel.open("tiny-vl", Precision.BFLOAT16)) {
            model.internals().answer(raw(model, "hi"), SHORT);
        }
    }

    /** A picture, bare text, one that is given up, a prompt that is refused half way. */
    private static void fourAnswers(QwenVl model) {
        String picture = Fixtures.path("images/tiny-3x5.png").toString();
        model.ask(Message.user("What is it?", Picture.at(picture)), SHORT);
        model.internals().answer(raw(model, "Hello"), SHORT);
        Prompt prompt = model.internals().prompt(Dialogue.of(Message.system("Be brief."), Message.user("And now?")));
        try (AnswerStream unread = model.internals().stream(prompt, SHORT, Owner.once())) {
            assertThat(unread.poll(Duration.ofSeconds(1))).isPresent();
        }
        Prompt noSuchId = Prompt.of(1, 2, Integer.MAX_VALUE);
        assertThatThrownBy(() -> model.internals().answer(noSuchId, SHORT)).isInstanceOf(RuntimeException.class);
        awaitIdle(model);
    }

    /** A caller who gives an answer up does not wait for the model's thread. */
    private static void awaitIdle(QwenVl model) {
        while (model.internals().engine().active() > 0
                || model.internals().engine().queued() > 0) {
            Thread.onSpinWait();
        }
    }

    private static Prompt raw(QwenVl model, String text) {
        return model.internals().prompts().place(model.internals().prompts().encodeRaw(text, RawPrompt::noPictures));
    }
}
