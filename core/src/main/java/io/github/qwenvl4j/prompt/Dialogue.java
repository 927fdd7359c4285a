package io.github.qwenvl4j.prompt;

import java.util.ArrayList;
import java.util.List;

/** What was said, oldest first. */
public record Dialogue(List<Message> messages) {

    public Dialogue {
        messages = List.copyOf(messages);
    }

    public static Dialogue of(Message... messages) {
        return new Dialogue(List.of(messages));
    }

    /** This dialogue with a message behind it. */
    public Dialogue with(Message message) {
        List<Message> all = new ArrayList<>(messages);
        all.add(message);
        return new Dialogue(all);
    }
}
