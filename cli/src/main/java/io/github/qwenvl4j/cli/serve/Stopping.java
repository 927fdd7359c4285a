package io.github.qwenvl4j.cli.serve;

import io.github.qwenvl4j.cli.io.StopRequest;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.jline.utils.Signals;

/**
 * Ends a server at a signal: says what it waits for, and lets Ctrl-C end the process while it waits. The JVM's own handler of
 * Ctrl-C would do nothing any more then.
 *
 * @param answers how many are running
 * @param patience how long the server waits for them
 * @param close ends the server, after that time at the latest
 * @param begun whether the process is ending
 */
record Stopping(IntSupplier answers, Duration patience, Runnable close, PrintWriter err, AtomicBoolean begun) {

    Stopping(IntSupplier answers, Duration patience, Runnable close, PrintWriter err) {
        this(answers, patience, close, err, new AtomicBoolean());
    }

    void atSignals() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "shutdown"));
        Signals.register("INT", this::interrupted);
    }

    private void stop() {
        begun.set(true);
        int running = answers.getAsInt();
        if (running > 0) {
            err.println("stopping: %d %s running, at most %d s; Ctrl-C again ends now"
                    .formatted(running, running == 1 ? "answer is" : "answers are", patience.toSeconds()));
            err.flush();
        }
        close.run();
    }

    /** On a thread of its own for each signal, so that waiting in the first does not keep the second away. */
    private void interrupted() {
        if (begun.getAndSet(true)) {
            Runtime.getRuntime().halt(StopRequest.EXIT_CODE);
        }
        System.exit(StopRequest.EXIT_CODE);
    }
}
