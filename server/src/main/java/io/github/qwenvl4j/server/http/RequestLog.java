package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.api.Usage;
import io.github.qwenvl4j.server.chat.RequestTally;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs one line of JSON per request: client, route, duration, tokens. Never logs a prompt, an answer or a key. */
final class RequestLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.github.qwenvl4j.server.requests");
    private static final String ID = "qwenvl.id";
    private static final String TALLY = "qwenvl.tally";

    private record Line(
            String method,
            String path,
            int status,
            long millis,
            Optional<String> key,
            Optional<String> id,
            String requestId,
            Optional<Long> firstTokenMillis,
            Optional<Usage> usage) {}

    private RequestLog() {}

    /** Stores the answer's statistics for the log line. */
    static void note(Context context, PendingReply pending) {
        context.attribute(ID, pending.maker().id());
        context.attribute(TALLY, pending.answers().tally());
    }

    static void write(Context context, Float millis) {
        if (context.path().startsWith("/v1/") || context.path().startsWith("/api/")) {
            Optional<RequestTally> tally = Optional.ofNullable(context.attribute(TALLY));
            Line line = new Line(
                    context.method().toString(),
                    context.path().replaceAll("[^\\w./-]", "?"),
                    context.statusCode(),
                    millis.longValue(),
                    Optional.ofNullable(Gate.key(context)),
                    Optional.ofNullable(context.attribute(ID)),
                    RequestId.of(context),
                    tally.flatMap(RequestLog::firstToken),
                    tally.map(RequestTally::usage));
            LOG.info(new String(Json.write(line), StandardCharsets.UTF_8));
        }
    }

    private static Optional<Long> firstToken(RequestTally tally) {
        return tally.timeToFirstToken().stream()
                .mapToObj(nanos -> nanos / 1_000_000)
                .findFirst();
    }
}
