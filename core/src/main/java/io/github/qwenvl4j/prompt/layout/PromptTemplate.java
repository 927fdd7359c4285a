package io.github.qwenvl4j.prompt.layout;

import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.PictureOrder;
import java.util.Set;

/** How a model is talked to: a dialogue as ids. Immutable and thread-safe. */
public interface PromptTemplate {

    /**
     * The prompt for the assistant's answer to the last message.
     *
     * @param rows of pictures, for families in which they differ
     * @throws io.github.qwenvl4j.QwenVlException when the last message is not the user's
     */
    EncodedPrompt encode(Dialogue dialogue, Window window, PictureOrder order, PictureRows rows);

    /** A finished dialogue, whole and closed, as a model is trained on it; pictures stand as given. */
    EncodedPrompt transcript(Dialogue dialogue, PictureRows rows);

    /** Whether a system text has a place of its own; otherwise it goes in front of the first message. */
    boolean takesSystem();

    /** Whether the model was trained to call tools; otherwise a dialogue with tools is refused. */
    default boolean takesTools() {
        return false;
    }

    /** The system text of a dialogue without one; empty where there is none. */
    String defaultSystem();

    /** The ids that end an answer. */
    Set<Integer> stopIds();
}
