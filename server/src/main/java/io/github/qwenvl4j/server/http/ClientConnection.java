package io.github.qwenvl4j.server.http;

import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Notices when a client hangs up while its answer is being generated. Nothing else would: an HTTP/1.1 connection is not read
 * from meanwhile. Only after the request's body has been read, and on the request's thread.
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
     * Whether the client has closed its side. What else it sends is the start of its next request: then there is no telling
     * any more, and {@link #mustClose} tells to end the connection after this answer, since that start is lost.
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
