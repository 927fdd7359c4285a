package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.fields.OllamaFields;
import io.github.qwenvl4j.server.http.EventWriter.Framing;
import io.github.qwenvl4j.server.reply.OllamaReplies;
import io.github.qwenvl4j.server.reply.OllamaRequests;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code POST /api/chat} and {@code POST /api/generate}: the same answers in Ollama's words. */
final class OllamaHandler {

    private final Door door;

    OllamaHandler(Door door) {
        this.door = door;
    }

    void chat(Context context) {
        door.serve(
                context,
                Framing.LINES,
                OllamaFields.CHAT,
                OllamaRequests::of,
                (request, exchange) -> reply(
                        request.stream().orElse(true),
                        exchange,
                        new OllamaReplies.Chat(model(request.model(), exchange))));
    }

    void generate(Context context) {
        door.serve(
                context,
                Framing.LINES,
                OllamaFields.GENERATE,
                OllamaRequests::of,
                (request, exchange) -> reply(
                        request.stream().orElse(true),
                        exchange,
                        new OllamaReplies.Generate(model(request.model(), exchange))));
    }

    /** As the client calls it. */
    private static String model(Optional<String> asked, Exchange exchange) {
        return asked.orElse(exchange.maker().model());
    }

    private static void reply(boolean stream, Exchange exchange, OllamaReplies replies) {
        if (!stream) {
            exchange.json(replies.whole(exchange.completion()));
            return;
        }
        List<ChatChunk> chunks = new ArrayList<>();
        EventWriter events = exchange.events();
        exchange.stream(
                chunk -> {
                    chunks.add(chunk);
                    replies.piece(chunk).ifPresent(events::send);
                },
                () -> events.send(replies.empty()));
        events.send(replies.last(
                exchange.maker().completion(chunks, exchange.answers().tally().usage())));
    }
}
