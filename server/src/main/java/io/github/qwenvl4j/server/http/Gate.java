package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.chat.RequestTally;
import io.javalin.http.Context;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Who comes in: the page and the liveness check are open to all that can reach the server, everything else needs a key
 * where there are keys. Requests that another site's page makes in a browser are refused.
 */
final class Gate {

    static final String NOBODY = "anonymous";

    private static final String KEY = "qwenvl.key";
    private static final Set<String> OPEN = Set.of("/health", "/", "/index.html", "/favicon.ico");
    private static final String OPEN_FOLDER = "/web/";

    private final ServerOptions options;
    private final RateLimiter limiter;

    Gate(ServerOptions options, RateLimiter limiter) {
        this.options = options;
        this.limiter = limiter;
    }

    void check(Context context) {
        checkHost(context);
        checkOrigin(context);
        boolean open = OPEN.contains(context.path()) || context.path().startsWith(OPEN_FOLDER);
        if (!open) {
            context.attribute(KEY, options.keys().isEmpty() ? NOBODY : authenticate(context));
        }
    }

    /** Counts a request for an answer. */
    void admit(Context context) {
        OptionalInt wait = limiter.admit(key(context));
        if (wait.isPresent()) {
            context.header("Retry-After", Integer.toString(wait.getAsInt()));
            throw ApiException.busy(
                    "this key has asked more than it may; try again in %d s".formatted(wait.getAsInt()));
        }
    }

    /** The name of the key of this request. */
    static String key(Context context) {
        return context.attribute(KEY);
    }

    /** A name that resolves to this machine, but is not this machine's, comes from a page that rebound its own name. */
    private void checkHost(Context context) {
        String host = context.header("Host");
        if (host == null || !options.answersTo(host)) {
            throw ApiException.of(403, "invalid_request_error", "this server does not answer to that name");
        }
    }

    private static void checkOrigin(Context context) {
        String origin = context.header("Origin");
        if (origin != null && !sameHost(origin, context.header("Host"))) {
            throw ApiException.of(403, "invalid_request_error", "pages of other sites are not served");
        }
    }

    private static boolean sameHost(String origin, String host) {
        try {
            return URI.create(origin).getAuthority() != null
                    && URI.create(origin).getAuthority().equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false; // not an address at all, so not ours
        }
    }

    private String authenticate(Context context) {
        String header = context.header("Authorization");
        boolean bearer = header != null && header.regionMatches(true, 0, "Bearer ", 0, 7);
        return (bearer ? options.keys().name(header.substring(7).strip()) : Optional.<String>empty())
                .orElseThrow(() -> {
                    context.header("WWW-Authenticate", "Bearer");
                    return new ApiException(
                            401,
                            "invalid_request_error",
                            Optional.of("invalid_api_key"),
                            Optional.empty(),
                            "a valid API key is needed: Authorization: Bearer KEY");
                });
    }

    /** Charges what a request has cost to its key. */
    void used(RequestTally tally) {
        limiter.used(tally.key(), tally.usage().totalTokens());
    }
}
