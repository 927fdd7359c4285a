package user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerCancelledException;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.engine.StepReport;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions without waiting. */
class AskAsyncTest {

    private static final long PATIENCE = 60; // seconds
    private static final Message HI = Message.user("Hi");
    private static final AnswerOptions SHORT = AnswerOptions.greedy(8);

    private final QwenVl model =
            QwenVl.open(Fixtures.path("tiny-vl"), OpenOptions.defaults().withBatch(16));
    private final QwenVl single =
            QwenVl.open(Fixtures.path("tiny-vl"), OpenOptions.defaults().withBatch(1));

    @BeforeEach
    void warmUp() {
        single.ask(HI, SHORT);
    }

    @AfterEach
    void close() {
        model.close();
        single.close();
    }

    /** Rewards repetition, so that no stop token comes. */
    private static AnswerOptions endless() {
        return AnswerOptions.greedy(1_000_000).withFrequencyPenalty(-2);
    }

    @Test
    void sixteenQuestionsAreAnsweredTogether() throws Exception {
        AtomicInteger most = new AtomicInteger();
        model.internals().engine().observe((StepReport step) -> most.accumulateAndGet(step.answers(), Math::max));
        AnswerOptions options = AnswerOptions.greedy(60).withFrequencyPenalty(-2);
        Picture picture = Picture.of(Fixtures.path("images/tiny-3x5.png"));
        List<CompletableFuture<Answer>> asked = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            asked.add(model.askAsync(Message.user("Question " + i, picture), options));
        }
        for (int i = 0; i < 16; i++) {
            Answer alone = model.ask(Message.user("Question " + i, picture), options);
            assertThat(asked.get(i).get(PATIENCE, TimeUnit.SECONDS).ids()).isEqualTo(alone.ids());
        }
        assertThat(most).hasValue(16);
    }

    @Test
    void cancellingFreesThePlace() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        single.internals().engine().observe((StepReport step) -> held.countDown());
        CompletableFuture<Answer> holder = single.askAsync(HI, endless());
        assertThat(await(held)).isTrue(); // or the other one might be first
        CompletableFuture<Answer> waiting = single.askAsync(HI, SHORT);
        assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS)).hasNoCause();
        assertThat(holder.cancel(true)).isTrue();
        assertThat(holder).isCancelled();
        assertThat(waiting.get(PATIENCE, TimeUnit.SECONDS).ids()).isNotEmpty();
    }

    @Test
    void aTimeoutOfTheFutureFreesThePlace() throws Exception {
        CompletableFuture<Answer> holder = single.askAsync(HI, endless()).orTimeout(200, TimeUnit.MILLISECONDS);
        assertThatThrownBy(holder::get).isInstanceOf(ExecutionException.class);
        assertThat(single.askAsync(HI, SHORT).get(PATIENCE, TimeUnit.SECONDS).ids())
                .isNotEmpty();
    }

    @Test
    void whatFollowsAnAnswerDoesNotHoldUpTheModel() throws Exception {
        CountDownLatch otherIsDone = new CountDownLatch(1);
        CompletableFuture<Boolean> slow = single.askAsync(HI, SHORT).thenApply(answer -> await(otherIsDone));
        assertThat(single.ask(HI, SHORT).ids()).isNotEmpty();
        otherIsDone.countDown();
        assertThat(slow.get(PATIENCE, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void theTimeLimitEndsAnAnswer() {
        AnswerOptions limited = endless().withTimeLimit(Duration.ofMillis(300));
        assertThatThrownBy(() -> single.askAsync(HI, limited).get(PATIENCE, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(AnswerCancelledException.class)
                .hasMessage("the answer was not complete within 300 ms");
    }

    @Test
    void closingTheModelEndsAllAnswers() {
        CompletableFuture<Answer> running = single.askAsync(HI, endless());
        CompletableFuture<Answer> queued = single.askAsync(HI, SHORT);
        single.close();
        CompletableFuture<Answer> late = single.askAsync(HI, SHORT);
        for (CompletableFuture<Answer> each : List.of(running, queued, late)) {
            assertThatThrownBy(() -> each.get(PATIENCE, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.CLOSED));
        }
    }

    @Test
    void whatCannotBeAskedFailsTheFuture() {
        Message missing = Message.user("What is this?", Picture.at("/no/such/picture.png"));
        assertThatThrownBy(() -> single.askAsync(missing, SHORT).get(PATIENCE, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(QwenVlException.class)
                .hasMessage("image /no/such/picture.png does not exist");
    }
}
