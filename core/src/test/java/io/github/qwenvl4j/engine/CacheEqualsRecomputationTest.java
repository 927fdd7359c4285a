package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.Forward;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits from cached keys and values against logits of a prompt computed from nothing. */
class CacheEqualsRecomputationTest {

    private static final double TOLERANCE = 2e-5;
    private static final int STEPS = 12;

    @ParameterizedTest
    @ValueSource(strings = {"tiny-vl", "tiny-vl-long"})
    void decodedStepByStep(String config) {
        try (QwenVl qwenVl = OpenedModel.openWithConfig("tiny-vl", config, Precision.FLOAT32);
                Session session = qwenVl.internals().network().newSession(KvCacheType.COMPUTED)) {
            Prompt prompt = pictured(qwenVl);
            RowPositions at = qwenVl.internals().network().positions(prompt);
            float[] cached = Forward.prefill(qwenVl.internals().network(), session, prompt);
            for (int step = 0; step < STEPS; step++) {
                int id = Forward.likeliest(cached);
                cached = Forward.decode(qwenVl.internals().network(), session, at, id)[0];
                prompt = longer(prompt, id);
                assertThat(GoldenTensors.maxDifference(cached, recomputed(qwenVl, prompt)))
                        .isLessThan(TOLERANCE);
            }
        }
    }

    @Test
    void aPromptThatBeginsAsTheSessionDoes() {
        try (QwenVl qwenVl = OpenedModel.open("tiny-vl", Precision.FLOAT32);
                Session session = qwenVl.internals().network().newSession(KvCacheType.COMPUTED)) {
            Prompt first = pictured(qwenVl);
            RowPositions at = qwenVl.internals().network().positions(first);
            Forward.prefill(qwenVl.internals().network(), session, first);
            Forward.decode(qwenVl.internals().network(), session, at, 65);

            Prompt second = longer(longer(first, 66), 67);
            assertThat(session.shared(second.keys(at))).isEqualTo(first.length());
            float[] logits = Forward.prefill(qwenVl.internals().network(), session, second);
            assertThat(GoldenTensors.maxDifference(logits, recomputed(qwenVl, second)))
                    .isLessThan(TOLERANCE);
        }
    }

    private static Prompt pictured(QwenVl qwenVl) {
        String picture = Fixtures.path("images/scene-640x480.png").toString();
        return OpenedModel.prompt(qwenVl, "Picture 1: <img>" + picture + "</img>\nDescribe it");
    }

    private static Prompt longer(Prompt prompt, int id) {
        int[] ids = Arrays.copyOf(prompt.ids(), prompt.length() + 1);
        ids[prompt.length()] = id;
        return new Prompt(ids, prompt.pictures());
    }

    /** The decoded rows keep the NTK factor of the prompt, so it must not change with the length here. */
    private static float[] recomputed(QwenVl qwenVl, Prompt prompt) {
        try (Session fresh = qwenVl.internals().network().newSession(KvCacheType.COMPUTED)) {
            return Forward.prefill(qwenVl.internals().network(), fresh, prompt);
        }
    }
}
