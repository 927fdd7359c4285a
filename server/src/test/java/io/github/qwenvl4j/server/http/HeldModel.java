package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.engine.StepReport;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Lets a server's model compute so many steps and no more, until it is told to go on. */
final class HeldModel implements Consumer<StepReport>, AutoCloseable {

    private static final int ALL = 1 << 20;

    private final Semaphore steps = new Semaphore(ALL);

    /** From now on the model stops after this many steps. */
    void holdAfter(int count) {
        steps.drainPermits();
        steps.release(count - 1);
    }

    /** Lets it compute so many steps more. */
    void letGo(int count) {
        steps.release(count);
    }

    void letGo() {
        steps.release(ALL);
    }

    /** A server with a held model would not stop. */
    @Override
    public void close() {
        letGo();
    }

    @Override
    public void accept(StepReport step) {
        steps.acquireUninterruptibly();
    }
}
