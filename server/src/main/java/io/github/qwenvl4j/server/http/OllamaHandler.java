package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.OllamaModels;
import io.github.qwenvl4j.server.chat.RequestTally;
import io.github.qwenvl4j.server.fields.OllamaFields;
import io.github.qwenvl4j.server.http.EventWriter.Framing;
import io.github.qwenvl4j.server.reply.OllamaCard;
import io.github.qwenvl4j.server.reply.OllamaReplies;
import io.github.qwenvl4j.server.reply.OllamaRequests;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ollama's routes: answers in Ollama's format, and model information. */
final class OllamaHandler {

    private final AnswerPipeline pipeline;
    private final Models models;

    OllamaHandler(AnswerPipeline pipeline, Models models) {
        this.pipeline = pipeline;
        this.models = models;
    }

    void chat(Context context) {
        pipeline.read(context, OllamaFields.CHAT, OllamaRequests::renamed, (served, request) -> {
            OllamaReplies replies = new OllamaReplies.Chat(request.model().orElse(served.id()));
            if (request.messages().isEmpty()) {
                load(context, served, request.model(), replies.loaded(request.leaves()));
            } else {
                answer(context, served, OllamaRequests.of(request), request.stream(), replies);
            }
        });
    }

    void generate(Context context) {
        pipeline.read(context, OllamaFields.GENERATE, OllamaRequests::renamed, (served, request) -> {
            OllamaReplies replies = new OllamaReplies.Generate(request.model().orElse(served.id()));
            if (request.asksNothing()) {
                load(context, served, request.model(), replies.loaded(request.leaves()));
            } else {
                answer(context, served, OllamaRequests.of(request), request.stream(), replies);
            }
        });
    }

    private static void load(Context context, Served served, Optional<String> model, Object reply) {
        served.chat().requireServed(OllamaRequests.name(model));
        JsonReply.send(context, reply);
    }

    private void answer(
            Context context, Served served, ChatRequest request, Optional<Boolean> stream, OllamaReplies replies) {
        pipeline.answer(context, Framing.LINES, served, request, pending -> {
            if (stream.orElse(true)) {
                stream(pending, replies);
            } else {
                pending.json(
                        replies.whole(pending.completion(), pending.answers().tally()));
            }
        });
    }

    private static void stream(PendingReply pending, OllamaReplies replies) {
        List<ChatChunk> chunks = new ArrayList<>();
        EventWriter events = pending.events();
        pending.stream(
                chunk -> {
                    chunks.add(chunk);
                    replies.piece(chunk).ifPresent(events::send);
                },
                () -> events.send(replies.empty()));
        RequestTally tally = pending.answers().tally();
        events.send(replies.last(pending.maker().completion(chunks, tally), tally));
    }

    void show(Context context) {
        pipeline.read(context, OllamaFields.SHOW, (served, request) -> {
            served.chat().requireServed(OllamaRequests.name(request.asked()));
            JsonReply.send(context, served.facts().card().shown());
        });
    }

    void tags(Context context) {
        models.requireReady();
        JsonReply.send(
                context,
                new OllamaModels.Tags(models.views().stream()
                        .map(view -> view.facts()
                                .map(facts -> facts.card().tag())
                                .orElseGet(() -> OllamaCard.unknown(
                                        view.name(), view.source().bytes())))
                        .toList()));
    }

    void running(Context context) {
        models.requireReady();
        JsonReply.send(
                context,
                new OllamaModels.Running(models.views().stream()
                        .filter(ModelView::inMemory)
                        .map(view -> view.facts().orElseThrow().card().loaded(view.leaves()))
                        .toList()));
    }

    void version(Context context) {
        JsonReply.send(context, new OllamaModels.Version(BuildInfo.CURRENT.version()));
    }
}
