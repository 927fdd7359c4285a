package io.github.qwenvl4j.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.fields.CompletionFields;
import io.github.qwenvl4j.server.reply.CompletionReplies;
import io.javalin.http.Context;
import java.util.function.Consumer;

/** {@code POST /v1/completions}: continues a text as it is. */
final class CompletionsHandler {

    private final AnswerPipeline pipeline;

    CompletionsHandler(AnswerPipeline pipeline) {
        this.pipeline = pipeline;
    }

    void handle(Context context) {
        pipeline.read(context, CompletionFields.COMPLETIONS, (served, given) -> answer(context, served, given));
    }

    private void answer(Context context, Served served, JsonNode given) {
        ChatRequest request = CompletionReplies.request(given);
        CompletionReplies replies = CompletionReplies.of(given);
        pipeline.answer(
                context,
                EventWriter.Framing.EVENTS,
                served,
                request,
                caller -> served.chat().startText(given.path("prompt").textValue(), request, caller),
                pending -> {
                    if (request.streams()) {
                        stream(request, pending, replies);
                    } else {
                        pending.json(replies.whole(pending.completion()));
                    }
                });
    }

    private static void stream(ChatRequest request, PendingReply pending, CompletionReplies replies) {
        EventWriter events = pending.events();
        Consumer<ChatChunk> send = chunk -> replies.piece(chunk).ifPresent(events::send);
        pending.stream(send, events::comment);
        if (request.includesUsage()) {
            send.accept(pending.maker().usageChunk(pending.answers().tally()));
        }
        events.done();
    }
}
