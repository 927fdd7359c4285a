package io.github.qwenvl4j.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.Precision;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guessing ahead changes how answers are computed, never what they are. */
class SpeculativeDecodingTest {

    private static QwenVl model;

    @BeforeAll
    static void open() {
        model = OpenedModel.open("tiny-vl", Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void followersOfTheLatestEqualIdsAreGuessed() {
        PromptLookup lookup = new PromptLookup(new int[] {1, 2, 3, 7, 1, 2, 3, 4, 5, 6, 9, 1, 2});
        assertThat(lookup.guess()).isEmpty();
        lookup.add(3);
        assertThat(lookup.guess()).containsExactly(4, 5, 6);
        lookup.add(8);
        assertThat(lookup.guess()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theAnswerAndTheSessionAreThoseOfPlainDecoding(long seed) {
        int[] ids = repetitive(new Random(seed));
        try (Session plain = new Session(model.model());
                Session guessed = new Session(model.model())) {
            Decoder decoder = new Decoder(model.model());
            List<Integer> expected = greedy(new Decoding.Plain(decoder, plain), decoder, plain, ids);
            List<Integer> actual = greedy(new SpeculativeDecoding(decoder, guessed, ids), decoder, guessed, ids);
            assertThat(actual).isEqualTo(expected);
            assertThat(guessed.length()).isEqualTo(plain.length());
        }
    }

    @Test
    void repeatedTextTakesFewerSteps() {
        for (JsonNode golden : Fixtures.json("expected-generate.json").required("generate")) {
            int[] ids = Fixtures.ints(golden.required("input_ids"));
            int[] answer = Fixtures.ints(golden.required("greedy_new_tokens"));
            int[] twice = new int[2 * answer.length];
            System.arraycopy(answer, 0, twice, 0, answer.length);
            System.arraycopy(answer, 0, twice, answer.length, answer.length);
            try (Session session = new Session(model.model())) {
                Decoder decoder = new Decoder(model.model());
                decoder.prefill(new PromptRows(model.model(), session, Prompt.of(ids[0]), null));
                SpeculativeDecoding decoding = new SpeculativeDecoding(decoder, session, new int[] {ids[0]});
                for (int id : twice) {
                    decoding.after(id);
                }
                decoding.close();
                assertThat(session.length()).isEqualTo(1 + twice.length);
                assertThat(decoding.steps()).isLessThan(answer.length * 3 / 2);
            }
        }
    }

    private static List<Integer> greedy(Decoding decoding, Decoder decoder, Session session, int[] ids) {
        float[] logits = decoder.prefill(new PromptRows(model.model(), session, Prompt.of(ids), null));
        List<Integer> answer = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int id = new Sampler.Greedy().sample(logits);
            answer.add(id);
            logits = decoding.after(id);
        }
        decoding.close();
        return answer;
    }

    private static int[] repetitive(Random random) {
        int[] phrase = random.ints(7, 0, 500).toArray();
        int[] ids = new int[40];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = random.nextInt(8) == 0 ? random.nextInt(500) : phrase[i % phrase.length];
        }
        return ids;
    }
}
