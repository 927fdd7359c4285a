package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.api.Ollama;
import io.javalin.http.Context;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replies to what goes wrong, in the shape that the API asked has; of the server's inside they tell a number in its log. */
final class Errors {

    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    static void reply(Context context, Exception e) {
        ApiException refusal = refusal(context, e);
        if ((refusal.status() == 429 || refusal.status() == 503)
                && context.res().getHeader("Retry-After") == null) {
            context.header("Retry-After", "1");
        }
        context.status(refusal.status()).contentType("application/json").result(Json.write(body(context, refusal)));
    }

    /** What a client is told of an exception. */
    static ApiException refusal(Context context, Exception e) {
        if (e instanceof ApiException refusal) {
            return refusal;
        }
        String number = UUID.randomUUID().toString();
        LOG.error("error {} in {} {}", number, context.method(), context.path(), e);
        return ApiException.of(
                500, "server_error", "something went wrong here; it is number " + number + " in the log");
    }

    static Object body(Context context, ApiException refusal) {
        return context.path().startsWith("/api/") ? new Ollama.Error(refusal.getMessage()) : refusal.body();
    }

    /** For addresses that lead nowhere; a handler's own refusal stays. */
    static void notFound(Context context) {
        if (!"application/json".equals(context.res().getContentType())) {
            reply(context, ApiException.of(404, "invalid_request_error", "there is nothing at this address"));
        }
    }

    static void wrongMethod(Context context) {
        reply(
                context,
                ApiException.of(405, "invalid_request_error", "this address does not serve " + context.method()));
    }
}
