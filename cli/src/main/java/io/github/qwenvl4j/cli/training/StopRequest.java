package io.github.qwenvl4j.cli.training;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * Lets work end in order when the process is told to stop (Ctrl-C, SIGTERM): the work asks for requests, and the process
 * lives until it is closed. Ending the JVM while LibTorch computes would crash it.
 */
final class StopRequest implements BooleanSupplier, AutoCloseable {

    private static final int INTERRUPTED = 130;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop-request");
    private volatile boolean requested;

    StopRequest() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stop() {
        requested = true;
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(INTERRUPTED);
    }

    @Override
    public boolean getAsBoolean() {
        return requested;
    }

    /** The work has ended and everything is printed. */
    @Override
    public void close() {
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                requested = true; // told to stop this very moment: the hook waits below
            }
        }
        ended.countDown();
    }
}
