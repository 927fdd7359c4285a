package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.Forward;
import io.github.qwenvl4j.testing.GoldenTensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an engine does with this family: guesses ahead behind a picture, keys and values in int8. */
class EngineAnswersTest {

    private static QwenVl model;

    @BeforeAll
    static void open() {
        model = Opened.open("tiny-q3vl", Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Prompt prompt(String question) {
        Picture picture = Picture.of(Fixtures.path("images/gray-300x200.png"));
        return model.internals().prompt(Dialogue.of(Message.user(question, picture)));
    }

    /** What the prompt says again and again is guessed, and mostly wrong with these weights. */
    @Test
    void guessedAnswersAreThoseOfOneTokenAfterAnother() {
        Prompt prompt = prompt("one two three one two three one two three one two");
        VisionLanguageModel network = model.internals().network();
        RowPositions at = network.positions(prompt);
        List<Integer> expected = new ArrayList<>();
        try (Session session = network.newSession(KvCacheType.COMPUTED)) {
            float[] logits = Forward.prefill(network, session, prompt);
            for (int i = 0; i < 40; i++) {
                int next = Forward.likeliest(logits);
                if (model.internals().engineModel().text().stopIds().contains(next)) {
                    break;
                }
                expected.add(next);
                logits = Forward.decode(network, session, at, next)[0];
            }
        }
        Answer answer = model.internals().answer(prompt, AnswerOptions.greedy(40));
        assertThat(expected).isNotEmpty();
        assertThat(answer.ids()).isEqualTo(expected);
    }

    @Test
    void keysAndValuesInInt8ChangeLogitsLittle() {
        Prompt prompt = prompt("What is it?");
        VisionLanguageModel network = model.internals().network();
        try (Session computed = network.newSession(KvCacheType.COMPUTED);
                Session int8 = network.newSession(KvCacheType.INT8)) {
            float[] exact = Forward.prefill(network, computed, prompt);
            float[] rounded = Forward.prefill(network, int8, prompt);
            assertThat(GoldenTensors.cosine(exact, rounded)).isGreaterThan(0.999);
            assertThat(GoldenTensors.maxDifference(exact, rounded)).isPositive();
            assertThat(int8.bytes()).isLessThan(computed.bytes() / 2);
        }
    }
}
