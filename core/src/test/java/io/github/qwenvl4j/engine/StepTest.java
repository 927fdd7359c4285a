package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.AnswerListener;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.attention.KvCacheType;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.Precision;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
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

    /** What makes a part fail, in the joint pass and alone. */
    private enum Fault {
        /** More logits are wanted than there are rows: seen when all caches have taken the rows. */
        BEHIND_THE_LAYERS {
            @Override
            Step.Part in(Step.Part part) {
                AnswerInProgress.Rows rows = part.rows();
                return new Step.Part(
                        part.answer(),
                        part.chunk(),
                        new AnswerInProgress.Rows(rows.from(), rows.ids(), rows.keys(), rows.guesses(), 1000),
                        part.decoding());
            }
        },
        /** Its embeddings are too wide for the others'. */
        BEFORE_THE_LAYERS {
            @Override
            Step.Part in(Step.Part part) {
                Chunk chunk = part.chunk();
                Chunk wide = new Chunk(chunk.session(), chunk.embeddings().repeat(1, 2), chunk.keys());
                return new Step.Part(part.answer(), wide, part.rows(), part.decoding());
            }
        };

        abstract Step.Part in(Step.Part part);
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
        return model.prompts().place(model.prompts().encodeRaw(text, Picture::at));
    }

    private static RunningAnswer answer(String text, Collected events) {
        EngineModel with = model.engineModel();
        AnswerRequest request = new AnswerRequest(prompt(text), GREEDY, Owner.once(), Long.MAX_VALUE, events);
        AnswerInProgress progress = new AnswerInProgress(
                with.text(), request.prompt(), GREEDY, with.queries(), with.positions(), events::accept);
        Session session = new Session(with.network(), KvCacheType.COMPUTED);
        session.resume(
                progress.keys(),
                with.network().language().ntkAlpha(request.prompt().length()));
        progress.begin(0, 0);
        return new RunningAnswer(with.network(), new Ticket(request, progress, List.of()), null, session);
    }

    private static Step.Part part(RunningAnswer answer) {
        boolean decoding = answer.answer().decoding();
        AnswerInProgress.Rows rows = answer.answer().next(512, true);
        return new Step.Part(answer, answer.chunk(rows), rows, decoding);
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
        Step step = new Step(
                model.engineModel(),
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
            boolean faulty = i == AT_STEP;
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                step.compute(running.stream()
                        .map(answer -> faulty && answer == all.get(victim) ? fault.in(part(answer)) : part(answer))
                        .toList());
            }
        }
        all.forEach(answer -> answer.session().close());
        for (int i = 0; i < PROMPTS.size(); i++) {
            List<Integer> alone = model.answer(prompt(PROMPTS.get(i)), GREEDY, AnswerListener.none())
                    .ids();
            if (i == victim) {
                assertThat(events.get(i).ids).hasSizeLessThan(alone.size());
                assertThatThrownBy(events.get(i)::await).isInstanceOf(ExecutionException.class);
            } else {
                assertThat(events.get(i).ids).as(PROMPTS.get(i)).isEqualTo(alone);
            }
        }
    }
}
