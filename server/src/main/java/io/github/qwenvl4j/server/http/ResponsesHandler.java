package io.github.qwenvl4j.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.fields.ResponsesFields;
import io.github.qwenvl4j.server.reply.ResponsesReplies;
import io.github.qwenvl4j.server.reply.ResponsesRequests;
import io.javalin.http.Context;
import java.util.Optional;

/** {@code POST /v1/responses}; no response is kept. */
final class ResponsesHandler {

    private final AnswerPipeline pipeline;

    ResponsesHandler(AnswerPipeline pipeline) {
        this.pipeline = pipeline;
    }

    void handle(Context context) {
        pipeline.read(context, ResponsesFields.RESPONSES, (served, given) -> answer(context, served, given));
    }

    private void answer(Context context, Served served, JsonNode given) {
        ChatRequest request = ResponsesRequests.of(given);
        ResponsesReplies replies = new ResponsesReplies(
                served.id(), Optional.ofNullable(given.path("instructions").textValue()));
        try {
            pipeline.answer(context, EventWriter.Framing.EVENTS, served, request, pending -> {
                if (request.streams()) {
                    stream(pending, replies);
                } else {
                    pending.json(replies.whole(pending.completion()));
                }
            });
        } catch (ApiException e) {
            throw ResponsesRequests.renamed(e);
        }
    }

    private static void stream(PendingReply pending, ResponsesReplies replies) {
        EventWriter events = pending.events();
        pending.stream(
                chunk ->
                        replies.events(chunk, pending.answers().tally().usage()).forEach(events::send),
                events::comment);
    }
}
