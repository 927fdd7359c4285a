package io.github.qwenvl4j.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PrefetchedTest {

    @Test
    void batchesComeInOrderFromTheFirst() {
        try (Prefetched<Long> prefetched = new Prefetched<>(5, index -> index)) {
            assertThat(LongStream.range(5, 25))
                    .allSatisfy(index -> assertThat(prefetched.next()).isEqualTo(index));
        }
    }

    @Test
    void anErrorComesWhereItsBatchWould() {
        BatchSource<Long> breaking = index -> {
            if (index == 2) {
                throw new IllegalStateException("broken");
            }
            return index;
        };
        try (Prefetched<Long> prefetched = new Prefetched<>(1, breaking)) {
            assertThat(prefetched.next()).isEqualTo(1);
            assertThatThrownBy(prefetched::next).hasMessage("broken");
            assertThat(prefetched.next()).isEqualTo(3);
        }
    }

    /** As Java2D does: a lost interrupt once left the thread waiting for room, and close waiting for the thread. */
    @Test
    void closingEndsAlthoughTheSourceSwallowsTheInterrupt() throws Exception {
        CountDownLatch making = new CountDownLatch(5); // four batches fill the queue, the fifth is being made
        BatchSource<Long> swallowing = index -> {
            making.countDown();
            if (index == 4) {
                untilInterrupted();
            }
            return index;
        };
        Prefetched<Long> prefetched = new Prefetched<>(0, swallowing);
        making.await();
        Thread closing = new Thread(prefetched::close);
        closing.setDaemon(true);
        closing.start();
        closing.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(closing.isAlive()).isFalse();
    }

    private static void untilInterrupted() {
        while (!Thread.interrupted()) {
            Thread.onSpinWait();
        }
    }
}
