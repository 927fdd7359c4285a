package io.github.qwenvl4j;

import io.github.qwenvl4j.prompt.Dialogue;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The pieces of an answer for reactive programs: asks the model anew for each subscriber.
 *
 * <pre>{@code
 * Flow.Publisher<String> pieces = AnswerPublisher.of(model, Dialogue.of(Message.user("What is this?", picture)), options);
 * }</pre>
 *
 * <p>A piece is generated ahead of demand only as far as {@link AnswerStream} allows. A daemon thread for each subscriber reads
 * pictures and calls the subscriber. Cancelling a subscription ends its answer. Thread-safe.
 */
public final class AnswerPublisher implements Flow.Publisher<String> {

    private final QwenVl model;
    private final Dialogue dialogue;
    private final AnswerOptions options;

    private AnswerPublisher(QwenVl model, Dialogue dialogue, AnswerOptions options) {
        this.model = model;
        this.dialogue = dialogue;
        this.options = options;
    }

    public static AnswerPublisher of(QwenVl model, Dialogue dialogue, AnswerOptions options) {
        return new AnswerPublisher(
                Objects.requireNonNull(model, "model"),
                Objects.requireNonNull(dialogue, "dialogue"),
                Objects.requireNonNull(options, "options"));
    }

    @Override
    public void subscribe(Flow.Subscriber<? super String> subscriber) {
        Thread thread = new Thread(new Reading(Objects.requireNonNull(subscriber, "subscriber")), "qwenvl-answer");
        thread.setDaemon(true);
        thread.start();
    }

    /** One answer for one subscriber, on a thread of its own. */
    private final class Reading implements Runnable, Flow.Subscription {

        private final Flow.Subscriber<? super String> subscriber;
        private final Semaphore demand = new Semaphore(0);
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private volatile IllegalArgumentException wrongDemand;
        private volatile AnswerStream stream;

        Reading(Flow.Subscriber<? super String> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void run() {
            subscriber.onSubscribe(this);
            try {
                tell();
            } catch (RuntimeException | Error e) {
                if (!cancelled.get()) {
                    subscriber.onError(e);
                }
            }
        }

        private void tell() {
            try (AnswerStream answer = cancelled.get() ? null : model.streamAnswer(dialogue, options)) {
                stream = answer;
                if (answer == null) {
                    return;
                }
                for (String piece : answer) {
                    demand.acquireUninterruptibly();
                    if (wrongDemand != null) {
                        throw wrongDemand;
                    }
                    if (cancelled.get()) {
                        return;
                    }
                    subscriber.onNext(piece);
                }
                if (!cancelled.get()) {
                    subscriber.onComplete();
                }
            }
        }

        @Override
        public void request(long pieces) {
            if (pieces <= 0) {
                wrongDemand = new IllegalArgumentException("a subscriber must ask for at least 1 piece, not " + pieces);
                demand.release();
                return;
            }
            int most = Integer.MAX_VALUE - demand.availablePermits() - 1;
            demand.release((int) Math.min(pieces, Math.max(most, 0)));
        }

        @Override
        public void cancel() {
            cancelled.set(true);
            AnswerStream open = stream;
            if (open != null) {
                open.close();
            }
            demand.release();
        }
    }
}
