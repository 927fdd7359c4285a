package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Reads a conversation as official, LLaVA, ShareGPT or ms-swift records have it.
 *
 * @param list field of the turns
 * @param role field of a turn
 * @param text field of a turn
 * @param user name of this role
 * @param assistant name of this role
 * @param systemTurn whether the first turn may be a system text
 */
record ConversationJson(String list, String role, String text, String user, String assistant, boolean systemTurn) {

    private static final String SYSTEM = "system";

    static ConversationJson of(DataFormat format) {
        return switch (format) {
            case OFFICIAL -> new ConversationJson("conversations", "from", "value", "user", "assistant", false);
            case MS_SWIFT -> new ConversationJson("messages", "role", "content", "user", "assistant", true);
            default -> new ConversationJson("conversations", "from", "value", "human", "gpt", true);
        };
    }

    /** @param content makes the text of a turn from that of the record */
    List<ChatMessage> messages(JsonNode record, UnaryOperator<ChatMessage> content) {
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode turn : turns(record)) {
            messages.add(content.apply(message(new RecordFields(turn))));
        }
        return messages;
    }

    /** The system text; empty if there is none. */
    String system(JsonNode record) {
        String own = new RecordFields(record).text(SYSTEM, "");
        if (!hasSystemTurn(record)) {
            return own;
        }
        if (!own.isEmpty()) {
            throw new QwenVlException("the system text is given twice");
        }
        return new RecordFields(record.get(list).get(0)).text(text);
    }

    private List<JsonNode> turns(JsonNode record) {
        List<JsonNode> turns = new ArrayList<>();
        record.get(list).forEach(turns::add);
        return hasSystemTurn(record) ? turns.subList(1, turns.size()) : turns;
    }

    private boolean hasSystemTurn(JsonNode record) {
        return systemTurn && record.get(list).path(0).path(role).asText().equals(SYSTEM);
    }

    private ChatMessage message(RecordFields turn) {
        String said = turn.text(role);
        if (said.equals(user)) {
            return ChatMessage.user(turn.text(text));
        }
        if (said.equals(assistant)) {
            return ChatMessage.assistant(turn.text(text));
        }
        throw new QwenVlException(role + " is '" + said + "', but must be " + user + " or " + assistant);
    }
}
