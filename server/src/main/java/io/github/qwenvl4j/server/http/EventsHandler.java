package io.github.qwenvl4j.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.fields.MessagesFields;
import io.github.qwenvl4j.server.fields.RequestForm;
import io.github.qwenvl4j.server.fields.ResponsesFields;
import io.github.qwenvl4j.server.reply.EventReplies;
import io.github.qwenvl4j.server.reply.MessagesReplies;
import io.github.qwenvl4j.server.reply.MessagesRequests;
import io.github.qwenvl4j.server.reply.ResponsesReplies;
import io.github.qwenvl4j.server.reply.ResponsesRequests;
import io.javalin.http.Context;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Answers in an API whose streams consist of events with names. */
final class EventsHandler {

    /**
     * An API.
     *
     * @param form of its requests
     * @param chat the chat request that asks for the same
     * @param renamed an error with the names that fields have in this API
     * @param replies to a request to the model of that name
     */
    private record Api(
            RequestForm<JsonNode> form,
            Function<JsonNode, ChatRequest> chat,
            UnaryOperator<ApiException> renamed,
            BiFunction<String, JsonNode, EventReplies> replies) {}

    private static final Api MESSAGES =
            new Api(MessagesFields.MESSAGES, MessagesRequests::of, MessagesRequests::renamed, MessagesReplies::new);
    private static final Api RESPONSES = new Api(
            ResponsesFields.RESPONSES, ResponsesRequests::of, ResponsesRequests::renamed, ResponsesReplies::new);

    private final AnswerPipeline pipeline;

    EventsHandler(AnswerPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Anthropic's {@code POST /v1/messages}. */
    void messages(Context context) {
        handle(context, MESSAGES);
    }

    /** OpenAI's {@code POST /v1/responses}; no response is kept. */
    void responses(Context context) {
        handle(context, RESPONSES);
    }

    private void handle(Context context, Api api) {
        pipeline.read(context, api.form(), api.renamed(), (served, given) -> {
            ChatRequest request = api.chat().apply(given);
            EventReplies replies = api.replies().apply(served.id(), given);
            pipeline.answer(context, EventWriter.Framing.EVENTS, served, request, pending -> {
                if (request.streams()) {
                    stream(pending, replies);
                } else {
                    pending.json(replies.whole(pending.completion()));
                }
            });
        });
    }

    private static void stream(PendingReply pending, EventReplies replies) {
        EventWriter events = pending.events();
        pending.stream(
                chunk ->
                        replies.events(chunk, pending.answers().tally().usage()).forEach(events::send),
                () -> replies.keepAlive().ifPresentOrElse(events::send, events::comment));
    }
}
