package io.github.qwenvl4j.prompt;

import java.util.ArrayList;
import java.util.List;

/**
 * What was said, oldest first.
 *
 * @param tools that the model may ask for
 * @param numbered whether pictures are introduced by their numbers, {@code Picture 1: }, also for models that take them
 *     without
 */
public record Dialogue(List<Message> messages, List<ToolDefinition> tools, boolean numbered) {

    public Dialogue {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    public Dialogue(List<Message> messages) {
        this(messages, List.of(), false);
    }

    public static Dialogue of(Message... messages) {
        return new Dialogue(List.of(messages));
    }

    /** This dialogue with a message behind it. */
    public Dialogue with(Message message) {
        List<Message> all = new ArrayList<>(messages);
        all.add(message);
        return new Dialogue(all, tools, numbered);
    }

    /** This dialogue with tools that the model may ask for, instead of those it had. */
    public Dialogue withTools(List<ToolDefinition> others) {
        return new Dialogue(messages, others, numbered);
    }

    /** This dialogue with tools that the model may ask for, instead of those it had. */
    public Dialogue withTools(ToolDefinition... others) {
        return withTools(List.of(others));
    }

    /** This dialogue with or without numbers before its pictures. */
    public Dialogue withNumbers(boolean value) {
        return new Dialogue(messages, tools, value);
    }
}
