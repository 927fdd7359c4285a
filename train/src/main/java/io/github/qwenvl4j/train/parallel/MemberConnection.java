package io.github.qwenvl4j.train.parallel;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The end of a process at the {@link MeetingPoint}. */
final class MemberConnection implements AutoCloseable {

    private static final int TRIES = 120;
    private static final long PAUSE_MILLIS = 500;

    private final Member member;
    private final MemberLine line;
    private final CompletableFuture<Integer> begun = new CompletableFuture<>();
    private final CompletableFuture<String> lost = new CompletableFuture<>();

    private MemberConnection(Member member, MemberLine line) {
        this.member = member;
        this.line = line;
    }

    /**
     * Says that this process is here; waits a minute for the meeting point.
     *
     * @param storePort of the first process
     */
    static MemberConnection open(Member member, int storePort) {
        MemberConnection connection = new MemberConnection(member, connected(member));
        connection.line.tell(new MemberMessage.Hello(member.rank(), member.size(), storePort));
        new DaemonThread("other processes").execute(connection::listen);
        return connection;
    }

    private static MemberLine connected(Member member) {
        String where = member.host() + ":" + member.port();
        for (int tried = 1; ; tried++) {
            try {
                return new MemberLine(new Socket(InetAddress.getByName(member.host()), member.port()));
            } catch (UnknownHostException e) {
                throw new QwenVlException(Kind.NETWORK, where + ": the host is not known", e);
            } catch (IOException e) {
                if (tried == TRIES) {
                    throw new QwenVlException(
                            Kind.NETWORK, where + ": nothing listens there; the process of rank 0 must run there", e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static QwenVlException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new QwenVlException(Kind.CANCELLED, "interrupted while waiting for other processes", e);
    }

    private void listen() {
        try {
            while (true) {
                MemberMessage message = line.next();
                if (message instanceof MemberMessage.Begin begin) {
                    begun.complete(begin.storePort());
                } else if (message instanceof MemberMessage.Ended ended) {
                    lost.complete(ended.reason());
                    return;
                }
            }
        } catch (IOException e) {
            lost.complete("the process at " + member.host() + ":" + member.port() + " has ended");
        }
    }

    /** Waits until all are here; the port of the store. */
    int begin() {
        return orLost(begun);
    }

    /** Waits for a result, or for the news that another process has ended. */
    <T> T orLost(CompletableFuture<T> result) {
        try {
            CompletableFuture.anyOf(result, lost).get();
            requireAll();
            return result.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    void requireAll() {
        if (lost.isDone()) {
            throw new QwenVlException(Kind.NETWORK, lost.join());
        }
    }

    /** Why an operation of all processes failed: because another has ended, which may become known a moment later. */
    QwenVlException failure(Throwable e) {
        try {
            return new QwenVlException(Kind.NETWORK, lost.get(10, TimeUnit.SECONDS), e);
        } catch (InterruptedException interrupted) {
            return interrupted(interrupted);
        } catch (ExecutionException | TimeoutException unknown) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason is known");
            return new QwenVlException(Kind.NETWORK, "the processes cannot exchange their results: " + reason, e);
        }
    }

    void fail(String reason) {
        line.tell(new MemberMessage.Ended(reason));
    }

    String localAddress() {
        return line.localAddress();
    }

    @Override
    public void close() {
        line.tell(new MemberMessage.Done());
        try {
            line.close();
        } catch (IOException e) {
            // it has ended anyway
        }
    }
}
