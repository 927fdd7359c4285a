package io.github.qwenvl4j.train.parallel;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import jdk.net.ExtendedSocketOptions;

/** A connection between a process and the {@link MeetingPoint}. Thread-safe for one reader and any number of writers. */
final class MemberLine implements AutoCloseable {

    private static final int HELLO_MILLIS = 60_000;
    private static final int IDLE_SECONDS = 10; // then the other machine is asked whether it is still there
    private static final int ASK_SECONDS = 5;
    private static final int ASKED = 3;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    MemberLine(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        socket.setTcpNoDelay(true);
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, ASK_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, ASKED);
        }
    }

    MemberMessage.Hello hello() throws IOException {
        socket.setSoTimeout(HELLO_MILLIS);
        MemberMessage.Hello hello = MemberMessage.readHello(in);
        socket.setSoTimeout(0);
        return hello;
    }

    /** Waits for the next message. */
    MemberMessage next() throws IOException {
        return MemberMessage.read(in);
    }

    /** One who is gone hears nothing, which its reader notices. */
    synchronized void tell(MemberMessage message) {
        try {
            message.write(out);
        } catch (IOException e) {
            // the reader of this line sees its end
        }
    }

    /** The address by which this machine is reached on the way to the other end. */
    String localAddress() {
        return socket.getLocalAddress().getHostAddress();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
