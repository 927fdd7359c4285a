package io.github.qwenvl4j.server.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose request headers take too long. Jetty only limits idle time, which a client defeats by
 * sending a byte now and then.
 */
final class SlowHeaders extends AbstractLifeCycle implements Runnable {

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServerConnector connector;
    private final long patienceNanos;
    private volatile Scheduler.Task next;

    SlowHeaders(ServerConnector connector, Duration patience) {
        this.connector = connector;
        this.patienceNanos = patience.toNanos();
    }

    @Override
    protected void doStart() {
        schedule();
    }

    private void schedule() {
        next = connector
                .getScheduler()
                .schedule(this, Math.min(patienceNanos / 4, LONGEST_PAUSE_NANOS), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            if (endPoint.getConnection() instanceof HttpConnection connection && late(connection)) {
                endPoint.close();
            }
        }
        if (isRunning()) {
            schedule();
        }
    }

    private boolean late(HttpConnection connection) {
        HttpParser parser = connection.getParser();
        boolean begun = parser.inHeaderState() && !parser.isStart();
        return begun && System.nanoTime() - parser.getBeginNanoTime() > patienceNanos;
    }

    @Override
    protected void doStop() {
        next.cancel();
    }
}
