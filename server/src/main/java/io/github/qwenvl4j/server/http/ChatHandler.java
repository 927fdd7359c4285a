package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.chat.ChoiceStream;
import io.github.qwenvl4j.server.fields.ChatFields;
import io.javalin.http.Context;

/** {@code POST /v1/chat/completions}. */
final class ChatHandler {

    private final AnswerPipeline pipeline;

    ChatHandler(AnswerPipeline pipeline) {
        this.pipeline = pipeline;
    }

    void handle(Context context) {
        pipeline.read(
                context,
                ChatFields.CHAT,
                (served, request) -> pipeline.answer(context, EventWriter.Framing.EVENTS, served, request, pending -> {
                    if (request.streams()) {
                        stream(request, pending);
                    } else {
                        pending.json(pending.completion());
                    }
                }));
    }

    private static void stream(ChatRequest request, PendingReply pending) {
        EventWriter events = pending.events();
        ChoiceStream answers = pending.answers();
        pending.stream(events::send, events::comment);
        if (request.includesUsage()) {
            events.send(pending.maker().usageChunk(answers.tally()));
        }
        events.done();
    }
}
