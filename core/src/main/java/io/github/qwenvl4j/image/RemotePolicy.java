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
 * What may be fetched from the network, and for how long. Every redirect is held to the same rules.
 *
 * @param addresses which network addresses may be connected to
 * @param hosts the hosts that may be asked, exactly, as {@code HOST} or {@code HOST:PORT}; empty: every host. One with its
 *     port is trusted: it may be asked at this port wherever it lies, on a private network too
 * @param ports the ports that may be asked; empty: every port
 * @param maxBytes largest download; the loader's {@link ImageLimits#maxBytes()} holds too
 * @param connectTimeout longest wait for one connection
 * @param deadline longest time for the whole fetch, looking up the name and redirects included
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

    /** For a person's own command line: every host, the local machine included. */
    public static final RemotePolicy OPEN =
            new RemotePolicy(AddressPolicy.ANY, Set.of(), Set.of(), MAX_BYTES, CONNECT_TIMEOUT, Duration.ofSeconds(15));

    public RemotePolicy {
        hosts = hosts.stream().map(RemotePolicy::checked).collect(Collectors.toUnmodifiableSet());
        ports = Set.copyOf(ports);
    }

    /** For a server: only public addresses at standard ports and the given hosts; an empty set lets every public host in. */
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
