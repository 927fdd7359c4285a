package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.qwenvl4j.prompt.ToolCall;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A call of a tool, or a piece of one in a stream.
 *
 * @param index among the calls of an answer; only in streams
 * @param id by which its result names it; in a stream only in the first piece
 * @param type function
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record CallView(OptionalInt index, Optional<String> id, Optional<String> type, FunctionView function) {

    /** @param arguments a JSON object as text, or a piece of that text */
    public record FunctionView(Optional<String> name, String arguments) {}

    public static CallView first(int index, String id, String name) {
        return new CallView(
                OptionalInt.of(index),
                Optional.of(id),
                Optional.of("function"),
                new FunctionView(Optional.of(name), ""));
    }

    public static CallView more(int index, String arguments) {
        return new CallView(
                OptionalInt.of(index),
                Optional.empty(),
                Optional.empty(),
                new FunctionView(Optional.empty(), arguments));
    }

    /** This call with more of its arguments, outside of a stream. */
    public CallView with(String arguments) {
        return new CallView(
                OptionalInt.empty(), id, type, new FunctionView(function.name(), function.arguments() + arguments));
    }

    public String name() {
        return function.name().orElse("");
    }

    public ToolCall call() {
        return new ToolCall(name(), function.arguments());
    }
}
