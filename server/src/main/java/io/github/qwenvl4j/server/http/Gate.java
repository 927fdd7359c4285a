package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.chat.RequestTally;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Access control: the page and the health check are open to everybody who can reach the server; everything else
 * requires an API key if keys are configured, and what changes the served adapters an admin key of its own. Requests from pages of other origins are refused.
 */
final class Gate {

    static final String NOBODY = "anonymous";

    private static final String KEY = "qwenvl.key";
    private static final String CLIENT = "qwenvl.client";
    private static final Set<String> OPEN =
            Set.of("/health", "/v1/health", "/ping", "/", "/docs", "/index.html", "/favicon.ico");
    private static final String OPEN_FOLDER = "/web/";

    private final ServerOptions options;
    private final RateLimiter limiter;

    Gate(ServerOptions options, RateLimiter limiter) {
        this.options = options;
        this.limiter = limiter;
    }

    void check(Context context) {
        checkHost(context);
        if (options.access().origins().answer(context)) {
            context.skipRemainingHandlers(); // a preflight request carries no key
            return;
        }
        checkOrigin(context);
        context.attribute(CLIENT, address(context));
        if (AdaptersHandler.ROUTES.contains(context.path())) {
            context.attribute(KEY, authenticateAdmin(context));
            return;
        }
        boolean open = OPEN.contains(context.path()) || context.path().startsWith(OPEN_FOLDER);
        if (!open) {
            String name = options.access().keys().isEmpty() ? NOBODY : authenticate(context);
            context.attribute(KEY, name);
            if (!name.equals(NOBODY)) {
                context.attribute(CLIENT, name);
            }
        }
    }

    /** The name under which this request takes its fair share: of its key, or of its address if there are no keys. */
    private static String address(Context context) {
        InetAddress address = ((InetSocketAddress) ServletContextRequest.getServletContextRequest(context.req())
                        .getConnectionMetaData()
                        .getRemoteSocketAddress())
                .getAddress();
        byte[] bytes = address.getAddress();
        int ours = bytes.length == 4 ? 4 : 8; // an IPv6 customer has a whole /64 network
        return "address " + HexFormat.of().formatHex(bytes, 0, ours);
    }

    /** Counts an answer request against the rate limit. */
    void admit(Context context) {
        OptionalInt wait = limiter.admit(client(context));
        if (wait.isPresent()) {
            context.header("Retry-After", Integer.toString(wait.getAsInt()));
            throw ApiException.busy("rate limit exceeded for this %s; retry in %d s"
                    .formatted(options.access().keys().isEmpty() ? "address" : "API key", wait.getAsInt()));
        }
    }

    /** The name of the key of this request. */
    static String key(Context context) {
        return context.attribute(KEY);
    }

    /** The client for fair scheduling: the key, or the address if there are no keys. */
    static String client(Context context) {
        return context.attribute(CLIENT);
    }

    /**
     * Protects against DNS rebinding: a foreign host name that resolves to this machine comes from a page that rebound
     * its own name.
     */
    private void checkHost(Context context) {
        String host = context.header("Host");
        if (host == null || !options.answersTo(host)) {
            throw ApiException.of(403, "invalid_request_error", "the Host header does not name this server");
        }
    }

    private void checkOrigin(Context context) {
        String origin = context.header("Origin");
        if (origin != null
                && !sameHost(origin, context.header("Host"))
                && !options.access().origins().allows(origin)) {
            throw ApiException.of(
                    403,
                    "invalid_request_error",
                    "requests from pages of other origins are not allowed (the operator can allow an origin with --cors)");
        }
    }

    private static boolean sameHost(String origin, String host) {
        try {
            return URI.create(origin).getAuthority() != null
                    && URI.create(origin).getAuthority().equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false; // not a valid address, so not ours
        }
    }

    private String authenticate(Context context) {
        return name(context, options.access().keys()).orElseThrow(() -> {
            context.header("WWW-Authenticate", "Bearer");
            return new ApiException(
                    401,
                    "invalid_request_error",
                    Optional.of("invalid_api_key"),
                    Optional.empty(),
                    "a valid API key is required: Authorization: Bearer KEY, or X-Api-Key: KEY");
        });
    }

    private String authenticateAdmin(Context context) {
        if (options.access().admin().isEmpty()) {
            throw ApiException.of(
                    403,
                    "permission_error",
                    "this server was started without an admin key: its adapters stay as they are");
        }
        return name(context, options.access().admin())
                .orElseThrow(() -> new ApiException(
                        401,
                        "authentication_error",
                        Optional.of("invalid_api_key"),
                        Optional.empty(),
                        "the admin key is required: Authorization: Bearer KEY, or X-Api-Key: KEY"));
    }

    private static Optional<String> name(Context context, ApiKeys keys) {
        return Stream.of(bearer(context), context.header("X-Api-Key"), context.header("Api-Key"))
                .filter(Objects::nonNull)
                .flatMap(presented -> keys.name(presented.strip()).stream())
                .findFirst();
    }

    private static String bearer(Context context) {
        String header = context.header("Authorization");
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7) ? header.substring(7) : null;
    }

    /** Charges the tokens of a request to its key. */
    void used(RequestTally tally) {
        limiter.used(tally.key(), tally.usage().totalTokens());
    }
}
