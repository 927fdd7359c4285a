package io.github.qwenvl4j.server.http;

import io.javalin.http.Context;
import java.util.UUID;

/**
 * The id of a request in the reply's headers and in the log: the client's, if it gives one, so that both sides can find
 * it.
 */
final class RequestId {

    private static final String HEADER = "X-Request-Id";
    private static final String ANTHROPIC = "Request-Id";

    private RequestId() {}

    static void give(Context context) {
        String given = context.header(HEADER);
        String id = given != null && given.matches("[\\w.:-]{1,128}") ? given : "req_" + UUID.randomUUID();
        context.header(HEADER, id);
        context.header(ANTHROPIC, id);
    }

    /** Empty for a request that reached no route. */
    static String of(Context context) {
        String id = context.res().getHeader(HEADER);
        return id == null ? "" : id;
    }
}
