package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVlException;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * CORS: the other origins whose pages may use the server, and the headers that tell their browsers. Immutable and
 * thread-safe.
 */
public final class CrossOrigin {

    private static final String ANY = "*";

    private final Set<String> origins;

    private CrossOrigin(Set<String> origins) {
        this.origins = origins;
    }

    /** Allows no other origin. */
    public static CrossOrigin none() {
        return new CrossOrigin(Set.of());
    }

    /**
     * @param origins each as {@code scheme://host[:port]}, or {@code *} for all
     * @throws QwenVlException for an invalid origin
     */
    public static CrossOrigin of(Set<String> origins) {
        return new CrossOrigin(origins.stream().map(CrossOrigin::checked).collect(Collectors.toUnmodifiableSet()));
    }

    private static String checked(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT).replaceFirst("/$", "");
        if (!lower.equals(ANY) && !lower.matches("[a-z][a-z0-9+.-]*://[^/?#@\\s]+")) {
            throw new QwenVlException("cors is %s, but must be scheme://host[:port], or * for all".formatted(origin));
        }
        return lower;
    }

    boolean allows(String origin) {
        return origins.contains(ANY) || origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    /**
     * Adds the CORS headers for an allowed origin. Returns true for a preflight request, which needs no further reply.
     */
    boolean answer(Context context) {
        if (origins.isEmpty()) {
            return false;
        }
        context.res().addHeader("Vary", "Origin");
        String origin = context.header("Origin");
        if (origin == null || !allows(origin)) {
            return false;
        }
        context.header("Access-Control-Allow-Origin", origins.contains(ANY) ? ANY : origin);
        if (!origins.contains(ANY)) {
            context.header("Access-Control-Allow-Credentials", "true");
        }
        context.header(
                "Access-Control-Expose-Headers", "Retry-After, WWW-Authenticate, X-Ignored-Fields, X-Request-Id");
        boolean preflight = context.method().toString().equals("OPTIONS")
                && context.header("Access-Control-Request-Method") != null;
        if (preflight) {
            allow(context);
        }
        return preflight;
    }

    private static void allow(Context context) {
        context.status(204);
        context.header("Access-Control-Allow-Methods", "GET, POST");
        String asked = context.header("Access-Control-Request-Headers");
        if (asked != null) {
            context.header("Access-Control-Allow-Headers", asked.replaceAll("[^\\w, -]", ""));
        }
        if (context.header("Access-Control-Request-Private-Network") != null) {
            context.header("Access-Control-Allow-Private-Network", "true");
        }
        context.header("Access-Control-Max-Age", "600");
    }
}
