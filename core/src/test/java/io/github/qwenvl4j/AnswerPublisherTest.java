package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.fake.FakeFamily;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a subscriber is told. */
class AnswerPublisherTest {

    private static final Dialogue QUESTION = Dialogue.of(Message.user("What comes next?"));

    @TempDir
    private static Path folder;

    private static QwenVl model;

    @BeforeAll
    static void open() {
        model = QwenVl.open(FakeFamily.write(folder.resolve("fake")));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** Notes what it is told; asks for so many pieces at first. */
    private static class Subscriber implements Flow.Subscriber<String> {

        final List<String> pieces = new CopyOnWriteArrayList<>();
        final CountDownLatch subscribed = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);
        final long demand;
        volatile Flow.Subscription subscription;
        volatile Throwable error;

        Subscriber(long demand) {
            this.demand = demand;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            subscribed.countDown();
            given.request(demand);
        }

        @Override
        public void onNext(String piece) {
            pieces.add(piece);
        }

        @Override
        public void onError(Throwable problem) {
            error = problem;
            end.countDown();
        }

        @Override
        public void onComplete() {
            end.countDown();
        }

        void await() throws InterruptedException {
            assertThat(end.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Subscriber subscribe(Subscriber subscriber, AnswerOptions options) {
        AnswerPublisher.of(model, QUESTION, options).subscribe(subscriber);
        return subscriber;
    }

    @Test
    void allPiecesAreTheAnswer() throws InterruptedException {
        Subscriber subscriber = subscribe(new Subscriber(Long.MAX_VALUE), model.defaults());
        subscriber.await();
        assertThat(String.join("", subscriber.pieces))
                .isEqualTo(model.answer(QUESTION, model.defaults()).text())
                .isNotEmpty();
        assertThat(subscriber.error).isNull();
    }

    @Test
    void noMorePiecesComeThanWereAskedFor() throws InterruptedException {
        AnswerOptions options = model.defaults().withTokens(new TokenRules(Map.of(), Set.of(), 0, true));
        CountDownLatch third = new CountDownLatch(3);
        Subscriber subscriber = subscribe(
                new Subscriber(3) {
                    @Override
                    public void onNext(String piece) {
                        super.onNext(piece);
                        third.countDown();
                    }
                },
                options);
        assertThat(third.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(subscriber.end.getCount()).isEqualTo(1);
        assertThat(subscriber.pieces).hasSize(3);
        subscriber.subscription.request(Long.MAX_VALUE);
        subscriber.subscription.request(Long.MAX_VALUE);
        subscriber.await();
        assertThat(subscriber.pieces).hasSizeGreaterThan(3);
    }

    @Test
    void aCancelledSubscriptionHearsNothingAndFreesItsPlace() throws InterruptedException {
        AnswerOptions endless =
                model.defaults().withMaxNewTokens(400).withTokens(new TokenRules(Map.of(), Set.of(), 0, true));
        Subscriber subscriber = subscribe(
                new Subscriber(Long.MAX_VALUE) {
                    @Override
                    public void onNext(String piece) {
                        super.onNext(piece);
                        subscription.cancel();
                    }
                },
                endless);
        assertThat(subscriber.subscribed.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(model.answer(QUESTION, model.defaults()).text()).isNotEmpty();
        while (model.internals().engine().active() > 0) { // surefire's limit is the limit
            Thread.onSpinWait();
        }
        assertThat(subscriber.pieces).hasSizeLessThanOrEqualTo(1);
        assertThat(subscriber.end.getCount()).isEqualTo(1);
    }

    @Test
    void demandBelowOneIsAnError() throws InterruptedException {
        Subscriber subscriber = subscribe(new Subscriber(0), model.defaults());
        subscriber.await();
        assertThat(subscriber.error)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 0");
    }

    @Test
    void aFailureIsTold() throws InterruptedException {
        Subscriber subscriber = subscribe(new Subscriber(1), model.defaults().withFormat(AnswerFormat.regex("(")));
        subscriber.await();
        assertThat(subscriber.error).isInstanceOf(QwenVlException.class);
    }
}
