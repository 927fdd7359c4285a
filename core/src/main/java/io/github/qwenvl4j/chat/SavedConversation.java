package io.github.qwenvl4j.chat;

import java.util.List;

/** What a conversation's file holds. */
record SavedConversation(String system, List<Exchange> history) {

    SavedConversation {
        history = List.copyOf(history);
    }
}
