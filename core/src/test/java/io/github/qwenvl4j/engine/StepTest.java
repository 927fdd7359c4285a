package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.testing.DelegatingModel;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One pass of the model over several answers of which one cannot be computed. */
class StepTest {

    private static final AnswerOptions GREEDY = AnswerOptions.greedy(12);
    private static final List<String> PROMPTS = List.of("a b c", "one two three four", "x", "d e f g h");
    private static final int AT_STEP = 3;

    private static QwenVl model;

    /** When a pass with the victim's rows fails. */
    private enum Fault {
        /** When all caches have taken the rows. */
        BEHIND_THE_LAYERS,
        /** Before any layer was computed. */
        BEFORE_THE_LAYERS
    }

    /** The model, which cannot compute one session any more. */
    private static final class Faulty extends DelegatingModel {

        private final Fault fault;
        private Optional<Session> broken = Optional.empty();

        Faulty(VisionLanguageModel whole, Fault fault) {
            super(whole);
            this.fault = fault;
        }

        @Override
        public float[][] step(List<Chunk> chunks) {
            boolean fails = chunks.stream()
                    .anyMatch(chunk ->
                            broken.filter(session -> session == chunk.session()).isPresent());
            if (fails && fault == Fault.BEHIND_THE_LAYERS) {
                whole.step(chunks);
            }
            if (fails) {
                throw new IllegalStateException("a fault of the test");
            }
            return whole.step(chunks);
        }
    }

    @BeforeAll
    static void open() {
        model = OpenedModel.open("tiny-vl", Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Prompt prompt(String text) {
        return model.internals().prompts().place(model.internals().prompts().encodeRaw(text, Picture::at));
    }

    private static RunningAnswer answer(String text, Collected events) {
        EngineModel with = model.internals().engineModel();
        AnswerRequest request = new AnswerRequest(prompt(text), GREEDY, Owner.once(), Long.MAX_VALUE, events);
        AnswerInProgress progress = new AnswerInProgress(with, request.prompt(), GREEDY, events::accept);
        Session session = with.network().newSession(KvCacheType.COMPUTED);
        session.resume(progress.keys());
        progress.begin(0, 0);
        return new RunningAnswer(new Ticket(request, progress), List.of(), session);
    }

    private static Step.Part part(RunningAnswer answer) {
        boolean decoding = answer.answer().decoding();
        AnswerInProgress.Rows rows = answer.answer().next(512, true);
        return new Step.Part(answer, answer.chunk(rows), decoding);
    }

    @ParameterizedTest
    @CsvSource({
        "0, BEHIND_THE_LAYERS",
        "2, BEHIND_THE_LAYERS",
        "3, BEHIND_THE_LAYERS",
        "0, BEFORE_THE_LAYERS",
        "2, BEFORE_THE_LAYERS"
    })
    void theOneAtFaultIsLostAndTheOthersGoOnAsIfAlone(int victim, Fault fault) throws Exception {
        List<Collected> events = PROMPTS.stream().map(text -> new Collected()).toList();
        List<RunningAnswer> all = new ArrayList<>();
        for (int i = 0; i < PROMPTS.size(); i++) {
            all.add(answer(PROMPTS.get(i), events.get(i)));
        }
        List<RunningAnswer> running = new ArrayList<>(all);
        Faulty network = new Faulty(model.internals().network(), fault);
        Step step = new Step(
                network,
                (answer, logits) -> {
                    if (answer.take(logits)) {
                        running.remove(answer);
                    }
                },
                (answer, cause) -> {
                    running.remove(answer);
                    answer.ticket().fail(cause);
                });
        for (int i = 1; !running.isEmpty(); i++) {
            if (i == AT_STEP) {
                network.broken = Optional.of(all.get(victim).session());
            }
            step.compute(running.stream().map(StepTest::part).toList());
        }
        all.forEach(answer -> answer.session().close());
        for (int i = 0; i < PROMPTS.size(); i++) {
            List<Integer> alone =
                    model.internals().answer(prompt(PROMPTS.get(i)), GREEDY).ids();
            if (i == victim) {
                assertThat(events.get(i).ids).hasSizeLessThan(alone.size());
                assertThatThrownBy(events.get(i)::await).isInstanceOf(ExecutionException.class);
            } else {
                assertThat(events.get(i).ids).as(PROMPTS.get(i)).isEqualTo(alone);
            }
        }
    }
}
