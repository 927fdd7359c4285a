package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.ModelText;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.testing.Forward;
import io.github.qwenvl4j.testing.OpenedModel;
import io.github.qwenvl4j.tokenizer.Detokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
        Prompt prompt = Prompt.of(repetitive(new Random(seed)));
        AnswerOptions options = AnswerOptions.greedy(60);
        try (Session plain = model.internals().network().newSession(KvCacheType.COMPUTED);
                Session guessed = model.internals().network().newSession(KvCacheType.COMPUTED)) {
            Driven alone = drive(plain, prompt, options, false);
            Driven ahead = drive(guessed, prompt, options, true);
            assertThat(ahead.ids).isEqualTo(alone.ids);
            assertThat(guessed.length()).isEqualTo(plain.length());
            assertThat(ahead.steps).isLessThanOrEqualTo(alone.steps);
        }
    }

    @Test
    void repeatedTextTakesFewerSteps() {
        int[] regions = repetitive(new Random(7));
        int[] said = Arrays.copyOfRange(regions, 0, 30);
        try (Session session = model.internals().network().newSession(KvCacheType.COMPUTED)) {
            Driven recited = drive(session, Prompt.of(regions), new Words(said), AnswerOptions.greedy(30), true);
            assertThat(recited.ids).isEqualTo(Arrays.stream(said).boxed().toList());
            assertThat(recited.steps).isLessThan(20);
            assertThat(session.length()).isEqualTo(regions.length + said.length - 1);
        }
    }

    /** Ids of an answer, and how many steps they took. */
    private record Driven(List<Integer> ids, int steps) {}

    private static Driven drive(Session session, Prompt prompt, AnswerOptions options, boolean guesses) {
        return drive(session, prompt, model.internals().engineModel().text(), options, guesses);
    }

    private static Driven drive(
            Session session, Prompt prompt, ModelText text, AnswerOptions options, boolean guesses) {
        List<Integer> ids = new ArrayList<>();
        AnswerInProgress answer = new AnswerInProgress(
                new EngineModel(model.internals().network(), text, KvCacheType.COMPUTED, 0), prompt, options, event -> {
                    if (event instanceof AnswerEvent.Token token) {
                        ids.add(token.id());
                    }
                });
        answer.begin(0, 0);
        boolean complete = false;
        int steps = 0;
        while (!complete) {
            AnswerInProgress.Rows rows = answer.next(16, guesses);
            float[][] all = Forward.decode(model.internals().network(), session, answer.at(), rows.ids());
            float[][] wanted = Arrays.copyOfRange(all, all.length - rows.wanted(), all.length);
            steps += answer.decoding() ? 1 : 0;
            complete = answer.take(wanted);
            session.truncate(answer.computed());
        }
        return new Driven(ids, steps);
    }

    /** Lets only given words be said. */
    private record Words(int[] said) implements ModelText {

        @Override
        public Set<Integer> stopIds() {
            return Set.of();
        }

        @Override
        public int[] beginning(String text) {
            return new int[0];
        }

        @Override
        public Detokenizer newDetokenizer() {
            return model.internals().tokenizer().newDetokenizer();
        }

        @Override
        public LogitsConstraint constraint(AnswerOptions options) {
            return new LogitsConstraint() {

                private int next;

                @Override
                public void apply(float[] logits) {
                    float wanted = logits[said[next]];
                    Arrays.fill(logits, Float.NEGATIVE_INFINITY);
                    logits[said[next]] = wanted;
                }

                @Override
                public void accept(int id) {
                    next++;
                }
            };
        }
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
