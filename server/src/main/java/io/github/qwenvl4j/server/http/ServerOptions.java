package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.engine.EngineLimits;
import io.github.qwenvl4j.server.chat.RequestLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a server is set up.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for any free one
 * @param names names under which a proxy makes a server on this machine known, beside those of this machine
 * @param openWithoutKey whether other machines may be served without an API key
 * @param keys who may ask; none: everybody who can reach the server
 * @param rates how much each key may ask
 * @param requests what one request may ask for
 * @param engine what all answers together may use
 * @param maxBodyBytes largest request
 * @param drain how long a stopping server waits for the answers it is giving
 */
public record ServerOptions(
        String host,
        int port,
        Set<String> names,
        boolean openWithoutKey,
        ApiKeys keys,
        RateLimits rates,
        RequestLimits requests,
        EngineLimits engine,
        int maxBodyBytes,
        Duration drain) {

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    public ServerOptions {
        names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        if (!loopback(host) && keys.isEmpty() && !openWithoutKey) {
            throw new QwenVlException(
                    "host " + host + " lets other machines in: give API keys, or say explicitly that none are wanted");
        }
    }

    /** This machine only, no keys, default limits. */
    public static ServerOptions local(int port) {
        return new ServerOptions(
                "127.0.0.1",
                port,
                Set.of(),
                false,
                ApiKeys.none(),
                RateLimits.NONE,
                RequestLimits.DEFAULT,
                EngineLimits.DEFAULT,
                32 << 20,
                Duration.ofSeconds(30));
    }

    public ServerOptions withKeys(ApiKeys value) {
        return new ServerOptions(
                host, port, names, openWithoutKey, value, rates, requests, engine, maxBodyBytes, drain);
    }

    public ServerOptions withRates(RateLimits value) {
        return new ServerOptions(host, port, names, openWithoutKey, keys, value, requests, engine, maxBodyBytes, drain);
    }

    public ServerOptions withRequests(RequestLimits value) {
        return new ServerOptions(host, port, names, openWithoutKey, keys, rates, value, engine, maxBodyBytes, drain);
    }

    public ServerOptions withEngine(EngineLimits value) {
        return new ServerOptions(host, port, names, openWithoutKey, keys, rates, requests, value, maxBodyBytes, drain);
    }

    /** Whether {@code host[:port]}, as a client names it, is this server; a server for other machines has any name. */
    boolean answersTo(String hostHeader) {
        String name = hostHeader.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return !loopback(host) || LOOPBACK_NAMES.contains(name) || names.contains(name);
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new QwenVlException("host " + host + " is not known", e);
        }
    }
}
