package io.github.qwenvl4j.train.parallel;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Where the processes that train together find each other. Each keeps its connection as long as it trains: when one ends before the
 * work is done, all others are told at once, whatever they are computing. Its clients are {@link MemberConnection}s.
 */
public final class MeetingPoint implements AutoCloseable {

    private final ServerSocket server;
    private final int size;
    private final Map<Integer, MemberLine> present = new TreeMap<>();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private boolean begun;
    private int storePort;

    private MeetingPoint(ServerSocket server, int size) {
        this.server = server;
        this.size = size;
    }

    /** @param at port 0 takes a free one */
    public static MeetingPoint open(InetSocketAddress at, int size) {
        try {
            if (at.isUnresolved()) {
                throw new IOException("the host is not known");
            }
            ServerSocket server = new ServerSocket();
            server.bind(at);
            MeetingPoint point = new MeetingPoint(server, size);
            new DaemonThread("meeting point").execute(point::accept);
            return point;
        } catch (IOException e) {
            throw new QwenVlException(
                    Kind.NETWORK,
                    "cannot listen at " + at.getHostString() + ":" + at.getPort() + ": " + FileProblem.reason(e),
                    e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Completes when the first process is here: whatever is wrong with data or settings it has said by then. */
    public CompletableFuture<Void> firstIsHere() {
        return first;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                new DaemonThread("process").execute(() -> serve(socket));
            } catch (IOException e) {
                // closed, or a connection that was gone before it was accepted
            }
        }
    }

    /** Whoever says something else than a process of this run is not answered. */
    private void serve(Socket socket) {
        try (MemberLine line = new MemberLine(socket)) {
            MemberMessage.Hello hello = line.hello();
            if (!welcome(hello, line)) {
                return;
            }
            attend(hello.rank(), line);
        } catch (IOException e) {
            // it has not said hello
        }
    }

    private synchronized boolean welcome(MemberMessage.Hello hello, MemberLine line) {
        String name = Member.name(hello.rank(), hello.size());
        if (hello.size() != size) {
            line.tell(new MemberMessage.Ended(name + " meets processes of " + size));
            return false;
        }
        if (begun || present.containsKey(hello.rank())) {
            line.tell(new MemberMessage.Ended(name + " is there already"));
            return false;
        }
        present.put(hello.rank(), line);
        if (hello.rank() == 0) {
            storePort = hello.storePort();
            first.complete(null);
        }
        if (present.size() == size) {
            begun = true;
            present.values().forEach(each -> each.tell(new MemberMessage.Begin(storePort)));
        }
        return true;
    }

    private void attend(int rank, MemberLine line) {
        String name = Member.name(rank, size);
        String reason = name + " has ended";
        try {
            MemberMessage message = line.next();
            if (message instanceof MemberMessage.Done) {
                return;
            }
            if (message instanceof MemberMessage.Ended ended) {
                reason = name + ": " + ended.reason();
            }
        } catch (IOException e) {
            // killed, or its machine is gone
        }
        left(rank, reason);
    }

    private synchronized void left(int rank, String reason) {
        present.remove(rank);
        if (begun) {
            present.values().forEach(each -> each.tell(new MemberMessage.Ended(reason)));
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new QwenVlException(Kind.NETWORK, "the meeting point cannot be closed: " + FileProblem.reason(e), e);
        }
    }
}
