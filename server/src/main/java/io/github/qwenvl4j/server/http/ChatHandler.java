package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.chat.AnswerStream;
import io.github.qwenvl4j.server.fields.ChatFields;
import io.javalin.http.Context;

/** {@code POST /v1/chat/completions}. */
final class ChatHandler {

    private final Door door;

    ChatHandler(Door door) {
        this.door = door;
    }

    void handle(Context context) {
        door.read(
                context,
                ChatFields.CHAT,
                (served, request) -> door.answer(context, EventWriter.Framing.EVENTS, served, request, exchange -> {
                    if (request.streams()) {
                        stream(request, exchange);
                    } else {
                        exchange.json(exchange.completion());
                    }
                }));
    }

    private static void stream(ChatRequest request, Exchange exchange) {
        EventWriter events = exchange.events();
        AnswerStream answers = exchange.answers();
        exchange.stream(events::send, events::comment);
        if (request.includesUsage()) {
            events.send(exchange.maker().usageChunk(answers.tally().usage()));
        }
        events.done();
    }
}
