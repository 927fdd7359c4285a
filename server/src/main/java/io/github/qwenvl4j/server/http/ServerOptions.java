package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.server.chat.RequestLimits;
import io.github.qwenvl4j.server.schedule.SchedulerLimits;
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
 * @param openWithoutKey whether other machines may be served without an API key
 * @param keys who may ask; none: everybody who can reach the server
 * @param rates how much each key may ask
 * @param requests what one request may ask for
 * @param scheduler what all answers together may use
 * @param maxBodyBytes largest request
 * @param drain how long a stopping server waits for the answers it is giving
 */
public record ServerOptions(
        String host,
        int port,
        boolean openWithoutKey,
        ApiKeys keys,
        RateLimits rates,
        RequestLimits requests,
        SchedulerLimits scheduler,
        int maxBodyBytes,
        Duration drain) {

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    public ServerOptions {
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
                false,
                ApiKeys.none(),
                RateLimits.NONE,
                RequestLimits.DEFAULT,
                SchedulerLimits.DEFAULT,
                32 << 20,
                Duration.ofSeconds(30));
    }

    public ServerOptions withKeys(ApiKeys value) {
        return new ServerOptions(host, port, openWithoutKey, value, rates, requests, scheduler, maxBodyBytes, drain);
    }

    public ServerOptions withRates(RateLimits value) {
        return new ServerOptions(host, port, openWithoutKey, keys, value, requests, scheduler, maxBodyBytes, drain);
    }

    public ServerOptions withRequests(RequestLimits value) {
        return new ServerOptions(host, port, openWithoutKey, keys, rates, value, scheduler, maxBodyBytes, drain);
    }

    public ServerOptions withScheduler(SchedulerLimits value) {
        return new ServerOptions(host, port, openWithoutKey, keys, rates, requests, value, maxBodyBytes, drain);
    }

    /** Whether only this machine can reach the server. */
    boolean local() {
        return loopback(host);
    }

    /** Whether {@code host[:port]}, as a client names it, is this machine. */
    static boolean namesThisMachine(String hostHeader) {
        return LOOPBACK_NAMES.contains(hostHeader.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT));
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new QwenVlException("host " + host + " is not known", e);
        }
    }
}
