package io.github.qwenvl4j.train.parallel;

import java.util.concurrent.Executor;

/**
 * Does each piece of work on a thread of its own, so that what waits for another process keeps nothing else waiting. The common pool
 * has a single thread on a machine with two processors.
 *
 * @param name of the threads
 */
public record DaemonThread(String name) implements Executor {

    @Override
    public void execute(Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
