package io.github.qwenvl4j.junit;

import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.layout.DialogueEncoder;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import io.github.qwenvl4j.prompt.layout.Window;
import java.util.Set;

/** How a scripted model is talked to. */
record ScriptedTemplate(ScriptedLayout layout) implements PromptTemplate {

    @Override
    public EncodedPrompt encode(Dialogue dialogue, Window window, PictureOrder order, PictureRows rows) {
        return new DialogueEncoder(layout).encode(dialogue, window, order, rows);
    }

    @Override
    public EncodedPrompt transcript(Dialogue dialogue, PictureRows rows) {
        return new DialogueEncoder(layout).transcript(dialogue, rows);
    }

    @Override
    public boolean takesSystem() {
        return true;
    }

    @Override
    public boolean takesTools() {
        return true;
    }

    @Override
    public String defaultSystem() {
        return "";
    }

    @Override
    public Set<Integer> stopIds() {
        return Set.of(ScriptedTokenizer.END);
    }
}
