package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.Json;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Replies to requests that do not reach a route, because they are not valid HTTP or the server is stopping; same format
 * as all errors.
 */
final class BrokenRequests implements Request.Handler {

    private final int maxHeaderBytes;

    BrokenRequests(int maxHeaderBytes) {
        this.maxHeaderBytes = maxHeaderBytes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Throwable cause = (Throwable) request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
        int status = cause instanceof HttpException broken ? broken.getCode() : response.getStatus();
        String reason = cause instanceof HttpException broken && broken.getReason() != null
                ? broken.getReason()
                : HttpStatus.getMessage(status);
        ApiException refusal = refusal(request, status, reason, cause);
        response.setStatus(refusal.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Object body = Errors.body(Request.getPathInContext(request), refusal);
        response.write(true, ByteBuffer.wrap(Json.write(body)), callback);
        return true;
    }

    private ApiException refusal(Request request, int status, String reason, Throwable cause) {
        return switch (status) {
            case HttpStatus.URI_TOO_LONG_414 ->
                invalid(status, "the address has more than %d bytes".formatted(maxHeaderBytes));
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                invalid(status, "the headers have more than %d bytes".formatted(maxHeaderBytes));
            case HttpStatus.SERVICE_UNAVAILABLE_503 -> ApiException.unavailable("the server is stopping");
            default ->
                status < 500
                        ? invalid(status, "the request is not valid HTTP: " + reason.toLowerCase(Locale.ROOT))
                        : status == HttpStatus.INTERNAL_SERVER_ERROR_500
                                ? Errors.internal(request.getMethod(), Request.getPathInContext(request), cause)
                                : invalid(status, reason.toLowerCase(Locale.ROOT));
        };
    }

    private static ApiException invalid(int status, String message) {
        return ApiException.of(status, "invalid_request_error", message);
    }
}
