package io.github.qwenvl4j.family.qwen3vl;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.prompt.CalledTools;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.ToolCall;
import io.github.qwenvl4j.prompt.ToolDefinition;
import io.github.qwenvl4j.prompt.ToolForm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tools as this family writes them: definitions in the system's message, a call as JSON between {@code <tool_call>} and
 * {@code </tool_call>}, a result between {@code <tool_response>} and {@code </tool_response>}.
 */
public enum Qwen3VlTools implements ToolForm {
    FORM;

    static final String OPEN = "<tool_call>";
    static final String CLOSE = "</tool_call>";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String BEFORE =
            "# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
                    + "You are provided with function signatures within <tools></tools> XML tags:\n<tools>";
    private static final String BEHIND =
            "\n</tools>\n\nFor each function call, return a json object with function name "
                    + "and arguments within <tool_call></tool_call> XML tags:\n<tool_call>\n"
                    + "{\"name\": <function-name>, \"arguments\": <args-json-object>}\n</tool_call>";

    /** The system's message with the definitions of tools behind its text. */
    public static Message described(Optional<Message> system, List<ToolDefinition> tools) {
        List<Part> parts = new ArrayList<>();
        system.ifPresent(message -> {
            parts.addAll(message.parts());
            parts.add(new Part.Text("\n\n"));
        });
        parts.add(new Part.Text(BEFORE));
        tools.forEach(tool -> parts.add(new Part.Text("\n" + tool.json())));
        parts.add(new Part.Tagged(BEHIND, SpecialsHonoured.ALL));
        return new Message(Role.SYSTEM, parts);
    }

    @Override
    public CalledTools parse(String text) {
        StringBuilder rest = new StringBuilder();
        List<ToolCall> calls = new ArrayList<>();
        int done = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, Math.max(done, open + 1))) {
            int from = open + OPEN.length();
            int close = text.indexOf(CLOSE, from);
            Optional<ToolCall> call = call(text.substring(from, close < 0 ? text.length() : close));
            if (call.isPresent()) {
                rest.append(text, done, beforeBreak(text, done, open));
                calls.add(call.get());
                done = close < 0 ? text.length() : close + CLOSE.length();
            }
        }
        return new CalledTools(rest.append(text, done, text.length()).toString(), calls);
    }

    /** The line break before a call belongs to it. */
    private static int beforeBreak(String text, int from, int open) {
        return open > from && text.charAt(open - 1) == '\n' ? open - 1 : open;
    }

    @Override
    public CalledTools parseGrowing(String text) {
        int open = text.lastIndexOf(OPEN);
        if (open >= 0 && text.indexOf(CLOSE, open) < 0) {
            return parse(text.substring(0, beforeBreak(text, 0, open)));
        }
        int end = text.length();
        for (int length = Math.min(OPEN.length() - 1, end); length > 0; length--) {
            if (text.endsWith(OPEN.substring(0, length))) {
                return parse(text.substring(0, beforeBreak(text, 0, end - length)));
            }
        }
        return parse(text.endsWith("\n") ? text.substring(0, end - 1) : text);
    }

    @Override
    public Optional<String> beginning(Optional<String> name) {
        String open = OPEN + "\n{\"name\": \"";
        return Optional.of(
                name.map(given -> open + given + "\", \"arguments\": ").orElse(open));
    }

    /** A call whose closing brace is missing too is completed: a forced call ends behind its arguments. */
    private static Optional<ToolCall> call(String json) {
        return read(json).or(() -> read(json + "}"));
    }

    private static Optional<ToolCall> read(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            Map<String, Object> call = JSON.readValue(parser, new TypeReference<>() {});
            if (call == null
                    || parser.nextToken() != null
                    || !(call.get("name") instanceof String name)
                    || !(call.getOrDefault("arguments", Map.of()) instanceof Map<?, ?> arguments)) {
                return Optional.empty();
            }
            return Optional.of(ToolCall.of(name, JSON.convertValue(arguments, new TypeReference<>() {})));
        } catch (IOException e) {
            return Optional.empty(); // no call: it stays text
        }
    }
}
