package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.layout.DialogueEncoder;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import io.github.qwenvl4j.prompt.layout.Window;
import java.util.Set;

/** A dialogue as a checkpoint of this family takes it; there is no system text where none is given. */
final class Qwen3VlTemplate implements PromptTemplate {

    private final Qwen3VlLayout layout;
    private final DialogueEncoder encoder;

    Qwen3VlTemplate(Qwen3VlLayout layout) {
        this.layout = layout;
        this.encoder = new DialogueEncoder(layout);
    }

    @Override
    public EncodedPrompt encode(Dialogue dialogue, Window window, PictureOrder order, PictureRows rows) {
        return encoder.encode(dialogue, window, order, rows);
    }

    @Override
    public EncodedPrompt transcript(Dialogue dialogue, PictureRows rows) {
        return encoder.transcript(dialogue, rows);
    }

    @Override
    public boolean takesSystem() {
        return layout.roles();
    }

    @Override
    public boolean takesTools() {
        return layout.roles();
    }

    @Override
    public String defaultSystem() {
        return "";
    }

    @Override
    public Set<Integer> stopIds() {
        return layout.stopIds();
    }
}
