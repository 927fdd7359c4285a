package io.github.qwenvl4j.prompt.layout;

import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.PictureOrder;
import java.util.Set;

/**
 * A template that is nothing but the layout of its messages; there is no system text where none is given.
 *
 * @param takesSystem whether a system text has a place of its own
 */
public record LaidOutTemplate(MessageLayout layout, boolean takesSystem, boolean takesTools, Set<Integer> stopIds)
        implements PromptTemplate {

    public LaidOutTemplate {
        stopIds = Set.copyOf(stopIds);
    }

    @Override
    public EncodedPrompt encode(Dialogue dialogue, Window window, PictureOrder order, PictureRows rows) {
        return new DialogueEncoder(layout).encode(dialogue, window, order, rows);
    }

    @Override
    public EncodedPrompt transcript(Dialogue dialogue, PictureRows rows) {
        return new DialogueEncoder(layout).transcript(dialogue, rows);
    }

    @Override
    public String defaultSystem() {
        return "";
    }
}
