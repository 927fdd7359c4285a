package io.github.qwenvl4j.server.http;

import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Detects that a client disconnects while its answer is being generated, which Jetty does not, because it does not read
 * an HTTP/1.1 connection during a request. Use it on the request's thread, after the body has been read.
 */
final class ClientConnection {

    private final EndPoint endPoint;
    private final ByteBuffer probe = BufferUtil.allocate(1);
    private boolean gone;
    private boolean ahead;

    ClientConnection(ServletRequest request) {
        this.endPoint = ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
    }

    /**
     * Whether the client has closed its side. If it sends the start of its next request instead, this can no longer be
     * determined; that start is lost, and {@link #mustClose} says to close the connection after this answer.
     */
    boolean gone() {
        if (gone || ahead) {
            return gone;
        }
        try {
            BufferUtil.clear(probe);
            int read = endPoint.fill(probe);
            gone = read < 0;
            ahead = read > 0;
        } catch (IOException e) {
            gone = true; // reset by the client
        }
        return gone;
    }

    boolean mustClose() {
        return ahead;
    }
}
