package io.github.qwenvl4j.cli.io;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jline.utils.Signals;

/**
 * Replaces the handlers of Ctrl-C and of the signals that end a process by a flag, which a loop checks after
 * each step. The JVM keeps running until the loop returns: ending it while LibTorch computes would crash it, and in a
 * JVM that is shutting down libraries cannot be initialised any more.
 */
public final class StopRequest implements BooleanSupplier, AutoCloseable {

    /** Of a command that has ended because it was asked to. */
    public static final int EXIT_CODE = 130;

    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

    private final Map<String, Object> handlersBefore = new HashMap<>();
    private volatile boolean requested;

    /** Sets the flag and nothing else. */
    public StopRequest() {
        this(() -> {});
    }

    /** @param also called at each signal, on a thread of its own */
    public StopRequest(Runnable also) {
        for (String signal : SIGNALS) {
            handlersBefore.put(signal, Signals.register(signal, () -> {
                requested = true;
                also.run();
            }));
        }
    }

    @Override
    public boolean getAsBoolean() {
        return requested;
    }

    /** Restores the handlers: signals end the process again. */
    @Override
    public void close() {
        handlersBefore.forEach(Signals::unregister);
    }
}
