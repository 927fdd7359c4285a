package io.github.qwenvl4j.prompt;

import java.util.Map;
import java.util.Objects;

/**
 * A model's wish to have a tool called.
 *
 * @param name of the function
 * @param arguments a JSON object, as text; a prompt repeats it letter by letter
 */
public record ToolCall(String name, String arguments) {

    public ToolCall {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(arguments, "arguments");
    }

    /** A call whose arguments are written as the model writes them. */
    public static ToolCall of(String name, Map<String, ?> arguments) {
        return new ToolCall(name, JsonText.of(Objects.requireNonNull(arguments, "arguments")));
    }

    /**
     * The arguments by name: maps, lists, texts, numbers, booleans and null.
     *
     * @throws io.github.qwenvl4j.QwenVlException when they are no JSON object
     */
    public Map<String, Object> values() {
        return JsonText.object(arguments, "the arguments of " + name);
    }
}
