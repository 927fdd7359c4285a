package io.github.qwenvl4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.ArrayList;
import java.util.List;

/** The conversations of {@code expected-generate.json}. */
final class GoldenConversations {

    private GoldenConversations() {}

    /** What was said before the golden's query, with the pictures under the names it gives them. */
    static Conversation conversation(QwenVl model, JsonNode golden) {
        List<Exchange> history = new ArrayList<>();
        golden.required("history")
                .forEach(turn -> history.add(
                        new Exchange(text(turn.get(0).asText()), turn.get(1).asText())));
        return told(model, golden.required("system").asText(), history.toArray(Exchange[]::new));
    }

    /** A conversation that continues from this. */
    static Conversation told(QwenVl model, String system, Exchange... history) {
        Conversation told = model.conversation();
        told.restore(system, List.of(history));
        return told;
    }

    static Message query(JsonNode golden) {
        return text(golden.required("query").asText());
    }

    private static Message text(String text) {
        return RawPrompt.user(text, SpecialsHonoured.VISUAL, OpenedModel::picture);
    }
}
