package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Creates the connector that accepts connections. */
final class Listener {

    private static final int UNREAD_BYTES =
            256 * 1024; // of a reply that the client has not read, in the operating system's buffers

    private final ServerOptions options;

    Listener(ServerOptions options) {
        this.options = options;
    }

    /**
     * Binds the connector before anything else is started.
     *
     * @throws QwenVlException of kind NETWORK if the port cannot be bound
     */
    ServerConnector open(Server server, HttpConfiguration http) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ServerConnector connector = options.tls()
                .map(tls -> new ServerConnector(server, tls.context(), plain))
                .orElseGet(() -> new ServerConnector(server, plain));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(options.stall().toMillis());
        connector.setAcceptedSendBufferSize(UNREAD_BYTES);
        connector.addBean(new SlowHeaders(connector, options.requests().arrival()));
        try {
            connector.open();
        } catch (IOException e) {
            throw new QwenVlException(QwenVlException.Kind.NETWORK, reason(e), e);
        }
        return connector;
    }

    private String reason(IOException e) {
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(options.host(), 0));
        } catch (IOException alsoNot) {
            return "host " + options.host() + " is not an address of this machine";
        }
        boolean denied = e.getCause() != null
                && String.valueOf(e.getCause().getMessage()).contains("ermission");
        return denied
                ? "no permission to listen on port %d (--port N chooses another)".formatted(options.port())
                : "port %d is in use (--port N chooses another)".formatted(options.port());
    }
}
