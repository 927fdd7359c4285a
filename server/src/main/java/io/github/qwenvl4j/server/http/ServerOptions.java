package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.engine.EngineLimits;
import io.github.qwenvl4j.server.chat.RequestLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * How a server is set up.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for any free one
 * @param access who may ask
 * @param requests what one request may ask for
 * @param engine what all answers together may use
 * @param maxBodyBytes largest request
 * @param stall how long a client that should send or read may do neither
 * @param drain how long a stopping server waits for the answers it is giving
 */
public record ServerOptions(
        String host,
        int port,
        Access access,
        RequestLimits requests,
        EngineLimits engine,
        int maxBodyBytes,
        Duration stall,
        Duration drain) {

    /** The usual patience with a client that neither sends nor reads. */
    public static final Duration STALL = Duration.ofSeconds(30);

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    public ServerOptions {
        if (!loopback(host) && access.keys().isEmpty() && !access.openWithoutKey()) {
            throw new QwenVlException(
                    "host " + host + " lets other machines in: give API keys, or say explicitly that none are wanted");
        }
    }

    /** This machine only, no keys, default limits. */
    public static ServerOptions local(int port) {
        return new ServerOptions(
                "127.0.0.1",
                port,
                Access.LOCAL,
                RequestLimits.DEFAULT,
                EngineLimits.DEFAULT,
                32 << 20,
                STALL,
                Duration.ofSeconds(30));
    }

    public ServerOptions withAccess(Access value) {
        return new ServerOptions(host, port, value, requests, engine, maxBodyBytes, stall, drain);
    }

    public ServerOptions withKeys(ApiKeys value) {
        return withAccess(new Access(access.names(), access.origins(), access.openWithoutKey(), value, access.rates()));
    }

    public ServerOptions withRates(RateLimits value) {
        return withAccess(new Access(access.names(), access.origins(), access.openWithoutKey(), access.keys(), value));
    }

    public ServerOptions withRequests(RequestLimits value) {
        return new ServerOptions(host, port, access, value, engine, maxBodyBytes, stall, drain);
    }

    public ServerOptions withEngine(EngineLimits value) {
        return new ServerOptions(host, port, access, requests, value, maxBodyBytes, stall, drain);
    }

    public ServerOptions withStall(Duration value) {
        return new ServerOptions(host, port, access, requests, engine, maxBodyBytes, value, drain);
    }

    /** Whether {@code host[:port]}, as a client names it, is this server; a server for other machines has any name. */
    boolean answersTo(String hostHeader) {
        String name = hostHeader.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return !loopback(host)
                || LOOPBACK_NAMES.contains(name)
                || access.names().contains(name);
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new QwenVlException("host " + host + " is not known", e);
        }
    }
}
