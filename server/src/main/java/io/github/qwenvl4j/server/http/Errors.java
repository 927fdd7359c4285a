package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.api.Messages;
import io.github.qwenvl4j.server.api.NamedEvent;
import io.github.qwenvl4j.server.api.Ollama;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Error replies in the format of the requested API. Internal errors show only the id of their log entry. */
final class Errors {

    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private static final String MESSAGES = "/v1/messages";

    private Errors() {}

    static void reply(Context context, Exception e) {
        ApiException refusal = refusal(context, e);
        if ((refusal.status() == 429 || refusal.status() == 503)
                && context.res().getHeader("Retry-After") == null) {
            context.header("Retry-After", "1");
        }
        context.status(refusal.status());
        JsonReply.send(context, body(context.path(), refusal));
    }

    /** For throwables that are not exceptions, such as OutOfMemoryError. */
    static void reply(HttpServletResponse response, Error error) {
        ApiException refusal = internal("a request", "", error);
        response.setStatus(refusal.status());
        response.setContentType("application/json");
        try {
            response.getOutputStream().write(Json.write(refusal.body()));
        } catch (IOException e) {
            LOG.info("the client disconnected before the error reply was sent");
        }
    }

    /** The error reply for an exception. */
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

    /** An internal error; logs its cause. */
    static ApiException internal(String method, String path, Throwable cause) {
        String number = UUID.randomUUID().toString();
        LOG.error("error {} in {} {}", number, method, path, cause);
        return ApiException.of(500, "server_error", "internal error; see log entry " + number);
    }

    static Object body(String path, ApiException refusal) {
        if (path != null && path.startsWith("/api/")) {
            return new Ollama.Error(refusal.getMessage());
        }
        return path != null && path.startsWith(MESSAGES)
                ? Messages.MessageError.of(refusal.status(), refusal.getMessage())
                : refusal.body();
    }

    /** The error as a piece of a stream. */
    static Object piece(String path, ApiException refusal) {
        return path.startsWith(MESSAGES)
                ? NamedEvent.of(
                        "error",
                        Map.of(
                                "error",
                                Messages.MessageError.of(refusal.status(), refusal.getMessage())
                                        .error()))
                : path.startsWith("/v1/responses")
                        ? NamedEvent.of("error", responseError(refusal))
                        : body(path, refusal);
    }

    private static Map<String, Object> responseError(ApiException refusal) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put(
                "code",
                refusal.body().error().code().orElse(refusal.body().error().type()));
        error.put("message", refusal.getMessage());
        error.put("param", refusal.body().error().param().orElse(null));
        error.put("sequence_number", 0);
        return error;
    }

    /** 405, with the allowed methods. */
    static void wrongMethod(Context context, MethodNotAllowedResponse e) {
        String allowed = e.getDetails().getOrDefault("availableMethods", "");
        context.header("Allow", allowed);
        reply(
                context,
                ApiException.of(
                        405,
                        "invalid_request_error",
                        "method %s is not allowed for %s; allowed: %s"
                                .formatted(context.method(), context.path(), allowed)));
    }
}
