package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.train.parallel.DaemonThread;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Whether the process that has started this one has ended; it holds the other end of standard input. */
final class StarterWatch implements BooleanSupplier {

    private volatile boolean gone;

    static StarterWatch begin() {
        StarterWatch watch = new StarterWatch();
        new DaemonThread("starter").execute(watch::read);
        return watch;
    }

    private void read() {
        try {
            while (System.in.read() >= 0) {
                // it says nothing
            }
        } catch (IOException e) {
            // as good as the end
        }
        gone = true;
    }

    @Override
    public boolean getAsBoolean() {
        return gone;
    }
}
