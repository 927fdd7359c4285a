package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.engine.StepReport;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Lets a server's model compute so many steps and no more, until it is told to go on. */
final class HeldModel implements Consumer<StepReport> {

    private static final int ALL = 1 << 20;

    private final Semaphore steps = new Semaphore(ALL);

    /** From now on the model stops after this many steps. */
    void holdAfter(int count) {
        steps.drainPermits();
        steps.release(count - 1);
    }

    void letGo() {
        steps.release(ALL);
    }

    @Override
    public void accept(StepReport step) {
        steps.acquireUninterruptibly();
    }
}
