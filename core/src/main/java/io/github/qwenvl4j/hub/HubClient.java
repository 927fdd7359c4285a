package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * Asks a hub, over redirects. The token goes to the hub itself and to no other scheme, host or port; everything is
 * https, but for servers on this machine.
 */
final class HubClient {

    private static final int MOST_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int TOO_MANY_REQUESTS = 429;

    private final URI hub;
    private final Optional<String> token;
    private final String tokenVariable;

    /** @param tokenVariable the environment variable to name where a token would help */
    HubClient(URI hub, Optional<String> token, String tokenVariable) {
        this.hub = hub;
        this.token = token;
        this.tokenVariable = tokenVariable;
    }

    URI hub() {
        return hub;
    }

    /** Does something with an answer while its connection is open. */
    interface Reader<T> {
        T read(ClassicHttpResponse answer) throws IOException;
    }

    /**
     * One attempt at a GET.
     *
     * @param expected the status codes that {@code reader} takes
     * @throws HubBusyException for 429 and 5xx
     * @throws IOException when the connection fails
     * @throws QwenVlException for every other status, an insecure address and too many redirects
     */
    <T> T get(URI address, Map<String, String> headers, Set<Integer> expected, Reader<T> reader) throws IOException {
        URI at = secure(address);
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            try (HubConnection connection = new HubConnection()) {
                ClassicHttpResponse answer = connection.get(at, headers, isHub(at) ? token : Optional.empty());
                if (expected.contains(answer.getCode())) {
                    return reader.read(answer);
                }
                if (!REDIRECTS.contains(answer.getCode())) {
                    throw refusal(address, at, answer);
                }
                at = redirect(at, answer);
            }
        }
        throw new QwenVlException(address + ": more than " + MOST_REDIRECTS + " redirects");
    }

    private boolean isHub(URI uri) {
        return uri.getScheme().equalsIgnoreCase(hub.getScheme())
                && uri.getHost().equalsIgnoreCase(hub.getHost())
                && port(uri) == port(hub);
    }

    private static int port(URI uri) {
        int standard = uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return uri.getPort() < 0 ? standard : uri.getPort();
    }

    private static URI redirect(URI from, ClassicHttpResponse answer) {
        Header location = answer.getFirstHeader("Location");
        if (location == null) {
            throw new QwenVlException(from + ": redirects without an address");
        }
        try {
            URI to = secure(from.resolve(new URI(location.getValue())));
            if (from.getScheme().equals("https") && !to.getScheme().equals("https")) {
                throw new QwenVlException(from + ": redirects from https to http");
            }
            return to;
        } catch (URISyntaxException e) {
            throw new QwenVlException(from + ": redirects to an invalid address", e);
        }
    }

    private static URI secure(URI uri) {
        boolean local = uri.getHost() != null && LOCAL.contains(uri.getHost());
        boolean allowed = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && local;
        if (!allowed || uri.getHost() == null) {
            throw new QwenVlException(uri + ": only https addresses are allowed");
        }
        return uri;
    }

    private IOException refusal(URI address, URI at, ClassicHttpResponse answer) {
        int code = answer.getCode();
        String start = address + ": HTTP " + code + (isHub(at) ? "" : " from " + at.getHost());
        if (code == TOO_MANY_REQUESTS || code >= 500) {
            return new HubBusyException(
                    start
                            + (code == TOO_MANY_REQUESTS
                                    ? ", too many requests"
                                    : ", the hub is temporarily unavailable"),
                    retryAfter(answer));
        }
        throw new QwenVlException(start
                + switch (code) {
                    case 401 ->
                        ": there is no such model, or it is private or gated"
                                + (token.isPresent() ? " and the token is not accepted" : ": set " + tokenVariable);
                    case 403 -> ": access denied: accept the model's terms on its page with this account";
                    case 404 -> ": there is no such model, revision or file";
                    default -> ", unexpected";
                });
    }

    /** Supports only seconds; a date means the default wait. */
    private static Optional<Duration> retryAfter(ClassicHttpResponse answer) {
        return Optional.ofNullable(answer.getFirstHeader("Retry-After"))
                .map(Header::getValue)
                .filter(value -> value.matches("\\d{1,9}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }
}
