package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatCompletion;
import io.github.qwenvl4j.server.api.NamedEvent;
import io.github.qwenvl4j.server.api.Usage;
import java.util.List;
import java.util.Optional;

/** Replies to one request in an API whose streams consist of events with names. Not thread-safe. */
public interface EventReplies {

    /** The complete reply. */
    Object whole(ChatCompletion completion);

    /** The events for a chunk of the answer. @param usage so far */
    List<NamedEvent> events(ChatChunk chunk, Usage usage);

    /** Keeps a quiet connection alive; empty where a comment does. */
    Optional<NamedEvent> keepAlive();
}
