package io.github.qwenvl4j.server.api;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A refused request, with the error for the client. The message must not reveal internals of the server. */
public final class ApiException extends RuntimeException {

    private final int status;
    private final String type;
    private final Optional<String> code;
    private final Optional<String> param;

    public ApiException(int status, String type, Optional<String> code, Optional<String> param, String message) {
        super(message);
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
    }

    /** 400, with the name of the invalid field. */
    public static ApiException invalid(String param, String message) {
        return new ApiException(
                400, "invalid_request_error", Optional.empty(), Optional.of(param), param + " " + message);
    }

    /** 400 for a field that is known but not supported here. */
    public static ApiException unsupported(String param, String message) {
        return new ApiException(
                400,
                "invalid_request_error",
                Optional.of("unsupported_value"),
                Optional.of(param),
                param + " " + message);
    }

    /** 400 for the picture {@code number}, counted from 1, of all messages. */
    public static ApiException unusableImage(int number, String reason) {
        return new ApiException(
                400,
                "invalid_request_error",
                Optional.empty(),
                Optional.of("messages"),
                "image %d cannot be used: %s".formatted(number, reason));
    }

    /** An error that is not about a field. */
    public static ApiException of(int status, String type, String message) {
        return new ApiException(status, type, Optional.empty(), Optional.empty(), message);
    }

    /** 429: retry later. */
    public static ApiException busy(String message) {
        return new ApiException(429, "rate_limit_error", Optional.of("rate_limit_exceeded"), Optional.empty(), message);
    }

    /** 503: temporarily unavailable. */
    public static ApiException unavailable(String message) {
        return of(503, "service_unavailable", message);
    }

    /** 504: the deadline has passed. */
    public static ApiException timeout() {
        return of(504, "timeout", "the answer was not complete in time");
    }

    /**
     * The same error for an API with different field names.
     *
     * @param names names of these fields in the other API
     */
    public ApiException renamed(Map<String, String> names) {
        return renamed(name -> names.getOrDefault(name, name));
    }

    /** @param rename from the name of a field to its name in the other API */
    public ApiException renamed(UnaryOperator<String> rename) {
        if (param.isEmpty()) {
            return this;
        }
        String name = rename.apply(param.get());
        String message = getMessage().startsWith(param.get())
                ? name + getMessage().substring(param.get().length())
                : getMessage();
        return new ApiException(status, type, code, Optional.of(name), message);
    }

    public int status() {
        return status;
    }

    /** The error as OpenAI's clients read it. */
    public ErrorBody body() {
        return ErrorBody.of(getMessage(), type, param, code);
    }
}
