package io.github.qwenvl4j.testing.fake;

import io.github.qwenvl4j.model.PictureFeatures;
import java.util.concurrent.atomic.AtomicInteger;

/** Three levels of features. */
public final class FakeFeatures extends PictureFeatures {

    private static final AtomicInteger ALIVE = new AtomicInteger();

    private final long[][] levels;

    FakeFeatures(long[][] levels) {
        this.levels = levels;
        ALIVE.incrementAndGet();
    }

    /** How many have not been freed. */
    public static int alive() {
        return ALIVE.get();
    }

    /** All levels of a row, together. */
    long row(int row) {
        return FakeNetwork.mix(FakeNetwork.mix(levels[0][row], levels[1][row]), levels[2][row]);
    }

    @Override
    public long bytes() {
        return 24L * levels[0].length;
    }

    @Override
    protected void free() {
        ALIVE.decrementAndGet();
    }
}
