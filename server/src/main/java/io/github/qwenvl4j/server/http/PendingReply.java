package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatCompletion;
import io.github.qwenvl4j.server.chat.ChoiceStream;
import io.github.qwenvl4j.server.reply.ReplyMaker;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One request whose answers are being generated, and the methods to reply to it. */
record PendingReply(Context context, ChoiceStream answers, ReplyMaker maker, EventWriter events) {

    /**
     * Sends the output of each chunk immediately.
     *
     * @param keepAlive called if nothing was sent for a while
     */
    void stream(Consumer<ChatChunk> consumer, Runnable keepAlive) {
        while (!answers.done()) {
            Optional<ChoiceStream.Item> item = answers.next();
            if (item.isPresent()) {
                int before = events.sent();
                maker.chunks(item.get()).forEach(consumer);
                if (item.get().event() instanceof AnswerEvent.Token && events.sent() > before) {
                    answers.tally().tokenSent();
                }
            } else if (events.quiet()) {
                keepAlive.run();
            }
        }
    }

    /** Waits for the complete reply. */
    ChatCompletion completion() {
        List<ChatChunk> chunks = new ArrayList<>();
        while (!answers.done()) {
            answers.next().ifPresent(item -> chunks.addAll(maker.chunks(item)));
        }
        return maker.completion(chunks, answers.tally());
    }

    void json(Object reply) {
        JsonReply.send(context, reply);
    }
}
