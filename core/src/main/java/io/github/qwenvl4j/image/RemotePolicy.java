package io.github.qwenvl4j.image;

import io.github.qwenvl4j.QwenVlException;
import java.net.IDN;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What may be fetched from the network, and the time limits. The same rules apply to every redirect.
 *
 * @param addresses network addresses that connections may be made to
 * @param hosts allowed hosts, matched exactly, as {@code HOST} or {@code HOST:PORT}; empty: every host. A host with a
 *     port is trusted: it is allowed at this port even if its address is private
 * @param ports allowed ports; empty: every port
 * @param maxBytes largest download; the loader's {@link ImageLimits#maxBytes()} applies too
 * @param connectTimeout timeout for one connection
 * @param deadline time limit for the whole fetch, including DNS lookup and redirects
 */
public record RemotePolicy(
        AddressPolicy addresses,
        Set<String> hosts,
        Set<Integer> ports,
        long maxBytes,
        Duration connectTimeout,
        Duration deadline) {

    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s/:@?#\\[\\]]+)(:\\d{1,5})?");
    private static final long MAX_BYTES = 20_000_000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** For command-line use: every host, including the local machine. */
    public static final RemotePolicy OPEN =
            new RemotePolicy(AddressPolicy.ANY, Set.of(), Set.of(), MAX_BYTES, CONNECT_TIMEOUT, Duration.ofSeconds(15));

    public RemotePolicy {
        hosts = hosts.stream().map(RemotePolicy::checked).collect(Collectors.toUnmodifiableSet());
        ports = Set.copyOf(ports);
    }

    /**
     * For a server: only public addresses at standard ports, and only the given hosts; an empty set allows every public
     * host.
     */
    public static RemotePolicy guarded(Set<String> hosts) {
        return new RemotePolicy(
                AddressPolicy.PUBLIC, hosts, Set.of(80, 443), MAX_BYTES, CONNECT_TIMEOUT, Duration.ofSeconds(10));
    }

    private static String checked(String host) {
        if (!HOST.matcher(host).matches()) {
            throw noHost(host, null);
        }
        try {
            return canonical(IDN.toASCII(host));
        } catch (IllegalArgumentException e) {
            throw noHost(host, e);
        }
    }

    private static QwenVlException noHost(String host, Throwable cause) {
        return new QwenVlException("image host %s must be HOST or HOST:PORT".formatted(host), cause);
    }

    void check(RemoteUrl url) throws UnusableImageException {
        if (trusts(url)) {
            return;
        }
        if (!hosts.isEmpty() && !hosts.contains(canonical(url.host()))) {
            throw UnusableImageException.notPermitted("was not fetched: host %s is not allowed".formatted(url.host()));
        }
        if (!ports.isEmpty() && !ports.contains(url.port())) {
            throw UnusableImageException.notPermitted("was not fetched: port %d is not allowed".formatted(url.port()));
        }
    }

    boolean allows(InetAddress address, RemoteUrl url) {
        return trusts(url) || addresses.allows(address);
    }

    private boolean trusts(RemoteUrl url) {
        return hosts.contains(canonical(url.host()) + ":" + url.port());
    }

    private static String canonical(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
