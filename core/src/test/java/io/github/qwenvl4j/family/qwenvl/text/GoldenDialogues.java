package io.github.qwenvl4j.family.qwenvl.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.Window;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.ArrayList;
import java.util.List;

/** The conversations of {@code expected-generate.json}, which are in the raw layout. */
public final class GoldenDialogues {

    private GoldenDialogues() {}

    public static EncodedPrompt encode(QwenTokenizer tokenizer, JsonNode golden) {
        Window window = new Window(golden.required("max_window_size").asInt(), Integer.MAX_VALUE);
        return new ChatMl(tokenizer).encode(dialogue(golden), window, PictureOrder.AS_TRAINED, PictureRows.FIXED);
    }

    private static Dialogue dialogue(JsonNode golden) {
        List<Message> messages = new ArrayList<>();
        messages.add(Message.system(golden.required("system").asText()));
        golden.required("history").forEach(turn -> {
            messages.add(user(turn.get(0).asText()));
            messages.add(Message.assistant(turn.get(1).asText()));
        });
        messages.add(user(golden.required("query").asText()));
        return new Dialogue(messages);
    }

    private static Message user(String raw) {
        return RawPrompt.user(raw, SpecialsHonoured.VISUAL, OpenedModel::picture);
    }
}
