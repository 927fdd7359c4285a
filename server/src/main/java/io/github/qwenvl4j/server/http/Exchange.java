package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatCompletion;
import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.chat.AnswerStream;
import io.github.qwenvl4j.server.reply.ReplyMaker;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One request whose answers are being generated, and the ways to reply to it. */
record Exchange(Context context, AnswerStream answers, ReplyMaker maker, EventWriter events) {

    /** Hands on every chunk as it comes. */
    void eachChunk(Consumer<ChatChunk> consumer) {
        while (!answers.done()) {
            Optional<AnswerStream.Item> item = answers.next();
            if (item.isPresent()) {
                maker.chunks(item.get()).forEach(consumer);
            } else {
                events.keepAlive();
            }
        }
    }

    /** Waits for the whole reply. */
    ChatCompletion completion() {
        List<ChatChunk> chunks = new ArrayList<>();
        eachChunk(chunks::add);
        return maker.completion(chunks, answers.tally().usage());
    }

    void json(Object reply) {
        context.contentType("application/json").result(Json.write(reply));
    }
}
