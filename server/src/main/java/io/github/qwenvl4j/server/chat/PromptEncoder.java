package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.tokenizer.EncodedPrompt;
import io.github.qwenvl4j.tokenizer.ListFormat;
import io.github.qwenvl4j.tokenizer.PromptElement;
import io.github.qwenvl4j.tokenizer.Segment;
import io.github.qwenvl4j.tokenizer.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * Conversations as token ids. Nobody's text becomes a control token: of the special tokens only ref, box and quad count in
 * what users and assistants wrote, none in the system text, and pictures come from picture parts alone.
 */
final class PromptEncoder {

    private final QwenVl model;

    PromptEncoder(QwenVl model) {
        this.model = model;
    }

    /** ChatML where the checkpoint talks in it; otherwise all turns one after another, as a base model's text. */
    EncodedPrompt encode(Conversation conversation) {
        List<List<Segment>> turns = turns(conversation);
        if (!model.chatMl()) {
            return model.tokenizer()
                    .encodePrompt(turns.stream().flatMap(List::stream).toList());
        }
        List<Turn> history = new ArrayList<>();
        for (int i = 0; i + 1 < turns.size(); i += 2) {
            history.add(new Turn(turns.get(i), turns.get(i + 1)));
        }
        List<Segment> system = List.of(new Segment.Text(conversation.system(), SpecialsHonoured.NONE));
        return model.template().prompt(system, history, turns.get(turns.size() - 1));
    }

    private static List<List<Segment>> turns(Conversation conversation) {
        List<List<Segment>> turns = new ArrayList<>();
        int picture = 1;
        for (List<PromptElement> turn : conversation.turns()) {
            turns.add(ListFormat.segments(turn, picture, SpecialsHonoured.GROUNDING));
            picture += (int)
                    turn.stream().filter(PromptElement.Image.class::isInstance).count();
        }
        return turns;
    }
}
