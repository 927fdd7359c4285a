package io.github.qwenvl4j.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.fields.MessagesFields;
import io.github.qwenvl4j.server.reply.MessagesReplies;
import io.github.qwenvl4j.server.reply.MessagesRequests;
import io.javalin.http.Context;

/** Anthropic's {@code POST /v1/messages}. */
final class MessagesHandler {

    private final AnswerPipeline pipeline;

    MessagesHandler(AnswerPipeline pipeline) {
        this.pipeline = pipeline;
    }

    void handle(Context context) {
        pipeline.read(context, MessagesFields.MESSAGES, (served, given) -> answer(context, served, given));
    }

    private void answer(Context context, Served served, JsonNode given) {
        ChatRequest request = MessagesRequests.of(given);
        MessagesReplies replies = new MessagesReplies(served.id(), request.stop());
        try {
            pipeline.answer(context, EventWriter.Framing.EVENTS, served, request, pending -> {
                if (request.streams()) {
                    stream(pending, replies);
                } else {
                    pending.json(replies.whole(pending.completion()));
                }
            });
        } catch (ApiException e) {
            throw MessagesRequests.renamed(e);
        }
    }

    private static void stream(PendingReply pending, MessagesReplies replies) {
        EventWriter events = pending.events();
        pending.stream(
                chunk ->
                        replies.events(chunk, pending.answers().tally().usage()).forEach(events::send),
                () -> events.send(MessagesReplies.PING));
    }
}
