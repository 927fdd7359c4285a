package io.github.qwenvl4j.prompt;

import java.util.List;

/**
 * An answer without the calls of tools in it, and these calls.
 *
 * @param text what is said beside the calls, without the line break before the first
 */
public record CalledTools(String text, List<ToolCall> calls) {

    public CalledTools {
        calls = List.copyOf(calls);
    }
}
