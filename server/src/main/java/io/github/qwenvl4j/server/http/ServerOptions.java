package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.server.chat.RequestLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of a server.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for any free one
 * @param access who may use the server
 * @param requests limits of one request
 * @param maxBodyBytes largest request
 * @param stall timeout for a client that neither sends nor reads
 * @param drain how long a stopping server waits for running answers
 * @param tls certificate of an HTTPS server; empty: plain HTTP
 */
public record ServerOptions(
        String host,
        int port,
        Access access,
        RequestLimits requests,
        int maxBodyBytes,
        Duration stall,
        Duration drain,
        Optional<Tls> tls) {

    /** Default timeout for a client that neither sends nor reads. */
    public static final Duration STALL = Duration.ofSeconds(30);

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    public ServerOptions {
        if (!loopback(host) && access.keys().isEmpty() && !access.openWithoutKey()) {
            throw new QwenVlException("host " + host
                    + " is reachable from other machines: configure API keys, or explicitly allow access without keys");
        }
    }

    /** Only this machine, no keys, default limits. */
    public static ServerOptions local(int port) {
        return new ServerOptions(
                "127.0.0.1",
                port,
                Access.LOCAL,
                RequestLimits.DEFAULT,
                32 << 20,
                STALL,
                Duration.ofSeconds(30),
                Optional.empty());
    }

    public ServerOptions withAccess(Access value) {
        return new ServerOptions(host, port, value, requests, maxBodyBytes, stall, drain, tls);
    }

    public ServerOptions withKeys(ApiKeys value) {
        return withAccess(new Access(
                access.names(), access.origins(), access.openWithoutKey(), value, access.rates(), access.admin()));
    }

    public ServerOptions withRates(RateLimits value) {
        return withAccess(new Access(
                access.names(), access.origins(), access.openWithoutKey(), access.keys(), value, access.admin()));
    }

    /** Keys that load and unload adapters. */
    public ServerOptions withAdmin(ApiKeys value) {
        return withAccess(new Access(
                access.names(), access.origins(), access.openWithoutKey(), access.keys(), access.rates(), value));
    }

    public ServerOptions withRequests(RequestLimits value) {
        return new ServerOptions(host, port, access, value, maxBodyBytes, stall, drain, tls);
    }

    public ServerOptions withStall(Duration value) {
        return new ServerOptions(host, port, access, requests, maxBodyBytes, value, drain, tls);
    }

    public ServerOptions withTls(Tls value) {
        return new ServerOptions(host, port, access, requests, maxBodyBytes, stall, drain, Optional.of(value));
    }

    /**
     * Whether {@code host[:port]} of a Host header names this server; a server that other machines can reach accepts
     * any name.
     */
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
            throw new QwenVlException("host " + host + " cannot be resolved", e);
        }
    }
}
