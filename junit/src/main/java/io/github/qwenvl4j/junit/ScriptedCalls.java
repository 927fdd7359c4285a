package io.github.qwenvl4j.junit;

import io.github.qwenvl4j.family.qwen3vl.Qwen3VlTools;
import io.github.qwenvl4j.prompt.ToolCall;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Calls of tools as a scripted model writes them. */
final class ScriptedCalls {

    private ScriptedCalls() {}

    static String written(ToolCall... calls) {
        return Arrays.stream(calls)
                .map(call ->
                        Qwen3VlTools.FORM.beginning(Optional.of(call.name())).orElseThrow() + call.arguments()
                                + "}\n</tool_call>")
                .collect(Collectors.joining("\n"));
    }
}
