package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.api.Ollama;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
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
        context.status(refusal.status())
                .contentType("application/json")
                .result(Json.write(body(context.path(), refusal)));
    }

    /** For what is no exception, such as memory that runs out. */
    static void reply(HttpServletResponse response, Error error) {
        ApiException refusal = internal("a request", "", error);
        response.setStatus(refusal.status());
        response.setContentType("application/json");
        try {
            response.getOutputStream().write(Json.write(refusal.body()));
        } catch (IOException e) {
            LOG.info("nobody reads the reply to an error");
        }
    }

    /** What a client is told of an exception. */
    static ApiException refusal(Context context, Exception e) {
        if (e instanceof ApiException refusal) {
            return refusal;
        }
        if (e instanceof HttpResponseException refusal) {
            return ApiException.of(
                    refusal.getStatus(),
                    "invalid_request_error",
                    String.valueOf(refusal.getMessage()).toLowerCase(Locale.ROOT));
        }
        return internal(context.method().toString(), context.path(), e);
    }

    /** An error of the server, which goes into the log. */
    static ApiException internal(String method, String path, Throwable cause) {
        String number = UUID.randomUUID().toString();
        LOG.error("error {} in {} {}", number, method, path, cause);
        return ApiException.of(500, "server_error", "internal error; see log entry " + number);
    }

    static Object body(String path, ApiException refusal) {
        return path != null && path.startsWith("/api/") ? new Ollama.Error(refusal.getMessage()) : refusal.body();
    }

    /** 405, naming what would be served. */
    static void wrongMethod(Context context, MethodNotAllowedResponse e) {
        String allowed = e.getDetails().getOrDefault("availableMethods", "");
        context.header("Allow", allowed);
        reply(
                context,
                ApiException.of(
                        405,
                        "invalid_request_error",
                        "%s is not served at %s; %s is".formatted(context.method(), context.path(), allowed)));
    }
}
