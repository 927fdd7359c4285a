package io.github.qwenvl4j.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.Precision;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
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
                Session session = qwenVl.newSession();
                NoGradGuard noGrad = new NoGradGuard();
                PointerScope scope = new PointerScope()) {
            Decoder decoder = new Decoder(qwenVl.model());
            Prompt prompt = pictured(qwenVl);
            Tensor features = features(qwenVl, prompt);
            float[] cached = decoder.prefill(new PromptRows(qwenVl.model(), session, prompt, features));
            for (int step = 0; step < STEPS; step++) {
                int id = new Sampler.Greedy().sample(cached.clone());
                cached = decoder.decode(session, id)[0];
                prompt = longer(prompt, id);
                assertThat(GoldenTensors.maxDifference(cached, recomputed(qwenVl, prompt, features)))
                        .isLessThan(TOLERANCE);
            }
        }
    }

    @Test
    void aPromptThatBeginsAsTheSessionDoes() {
        try (QwenVl qwenVl = OpenedModel.open("tiny-vl", Precision.FLOAT32);
                Session session = qwenVl.newSession();
                NoGradGuard noGrad = new NoGradGuard();
                PointerScope scope = new PointerScope()) {
            Decoder decoder = new Decoder(qwenVl.model());
            Prompt first = pictured(qwenVl);
            Tensor features = features(qwenVl, first);
            decoder.prefill(new PromptRows(qwenVl.model(), session, first, features));
            decoder.decode(session, 65);

            Prompt second = longer(longer(first, 66), 67);
            PromptRows rows = new PromptRows(qwenVl.model(), session, second, features);
            assertThat(rows.reused()).isEqualTo(first.length());
            assertThat(GoldenTensors.maxDifference(decoder.prefill(rows), recomputed(qwenVl, second, features)))
                    .isLessThan(TOLERANCE);
        }
    }

    private static Prompt pictured(QwenVl qwenVl) {
        String picture = Fixtures.path("images/scene-640x480.png").toString();
        return OpenedModel.prompt(qwenVl, "Picture 1: <img>" + picture + "</img>\nDescribe it");
    }

    private static Tensor features(QwenVl qwenVl, Prompt prompt) {
        try (ImageFeatures cache = new ImageFeatures(qwenVl.model(), 0)) {
            return cache.of(List.of(prompt.images().get(0).image()));
        }
    }

    private static Prompt longer(Prompt prompt, int id) {
        int[] ids = Arrays.copyOf(prompt.ids(), prompt.length() + 1);
        ids[prompt.length()] = id;
        return new Prompt(ids, prompt.images());
    }

    /** The decoded rows keep the NTK factor of the prompt, so it must not change with the length here. */
    private static float[] recomputed(QwenVl qwenVl, Prompt prompt, Tensor features) {
        try (Session fresh = qwenVl.newSession()) {
            return new Decoder(qwenVl.model()).prefill(new PromptRows(qwenVl.model(), fresh, prompt, features));
        }
    }
}
